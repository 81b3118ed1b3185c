"""The table of the rules of `check`: options, documentation and reports come from it."""

import rebalance.values as values
from rebalance.checking import category_rules, count_rules, drift_rules, row_rules
from rebalance.checking.rule import PART, Rule
from rebalance.checking.thresholds import severity, shape, share_limits

RULES: tuple[Rule, ...] = (
    Rule("RB101", "max-ratio", "N",
         "The largest category has at most N times the rows of the smallest.",
         count_rules.max_ratio),
    Rule("RB102", "min-rows", "N", "Every category has at least N rows.", count_rules.min_rows),
    Rule("RB103", "min-share", "P%", "Every category has at least this share of the rows.",
         count_rules.min_share, parse=share_limits),
    Rule("RB104", "max-share", "P%", "No category has more than this share of the rows.",
         count_rules.max_share, parse=share_limits),
    Rule("RB105", "min-evenness", "E", "Evenness is at least E; 1 is perfectly even.",
         count_rules.min_evenness, parse=share_limits),
    Rule("RB106", "max-missing", PART, "At most this many rows have no category.",
         count_rules.max_missing),
    Rule("RB107", "max-bad-rows", PART,
         "At most this many lines are bad rows; without this rule the first one stops the check.",
         count_rules.max_bad_rows, needs=()),
    Rule("RB108", "max-duplicates", PART,
         "At most this many rows say what an earlier row says, however it is spelt.",
         count_rules.max_duplicates, needs=("duplicates",)),
    Rule("RB109", "max-near-duplicates", PART,
         "At most this many rows nearly repeat the text of an earlier row.",
         count_rules.max_near_duplicates, needs=("near_duplicates",)),
    Rule("RB110", "min-categories", "N", "There are at least N categories.",
         count_rules.min_categories),
    Rule("RB111", "max-categories", "N", "There are at most N categories.",
         count_rules.max_categories),
    Rule("RB112", "lookalikes", "warn|error",
         "No two categories differ only in type, case, white space or Unicode form.",
         count_rules.lookalikes, needs=("categories", "lookalikes"), parse=severity),
    Rule("RB113", "min-chars", "N", "Every row has at least N characters.",
         row_rules.min_chars, needs=("lengths",)),
    Rule("RB114", "max-chars", "N", "Every row has at most N characters.",
         row_rules.max_chars, needs=("lengths",)),
    Rule("RB115", "shape", "SHAPE",
         "Every row has this shape (alpaca, messages, sharegpt, prompt-completion, preference,"
         " text), its roles alternate and end with an answer, and no answer is empty or repeats"
         " the prompt; same requires only that all rows of a file have one shape.",
         row_rules.shape, needs=("shapes",), parse=shape, more=("allow",)),
    Rule("RB116", "allow", "a,b|FILE", "Every category is one of these.",
         category_rules.allow, parse=category_rules.label_list),
    Rule("RB117", "require", "a,b|FILE", "Each of these categories has rows.",
         category_rules.require, parse=category_rules.label_list),
    Rule("RB118", "mix", "FILE|a=0.5,b=0.5", "Shares match this mix, within its tolerance.",
         category_rules.mix, parse=category_rules.mix_shares, more=("mix_tolerance",)),
    Rule("RB119", "unique", "FIELD",
         "No two rows have one value in this field, numbers by value; repeat it for several.",
         row_rules.unique, needs=("unique",), parse=values.several(values.field)),
    Rule("RB120", "max-label-conflicts", PART,
         "At most this many rows have the prompt of an earlier row and another category, or another"
         " response of up to three words (of any length where a field for it is named).",
         row_rules.max_label_conflicts, needs=("conflicts",)),
    Rule("RB121", "same-fields", "",
         "All rows have the fields that most have, each of the type that it mostly has.",
         row_rules.same_fields, needs=("fields",), parse=values.flag, is_flag=True),
    Rule("RB122", "min-coverage", "P%",
         "Rules that compare prompts, texts or shapes could look at this share of the rows.",
         row_rules.min_coverage, needs=(), parse=share_limits, default="95%"),
    Rule("RB201", "vanished", "", "Every category of the baseline has rows.",
         drift_rules.vanished, of_baseline=True),
    Rule("RB202", "new", "", "Every category is in the baseline.",
         drift_rules.new, of_baseline=True),
    Rule("RB203", "max-drift", "P%",
         "Total variation from the baseline (the share of rows that would have to change category)"
         " exceeds what sampling alone is expected to give by at most this, or is within the 95th"
         " percentile of what sampling alone gives.",
         drift_rules.max_drift, parse=share_limits, default="warn=5%,error=10%", of_baseline=True),
    Rule("RB204", "max-change", "P%",
         "No category's share changed from the baseline by more than both this and the relative"
         " limit.",
         drift_rules.max_change, parse=share_limits, default="warn=2%,error=5%",
         more=("max_relative_change",), of_baseline=True),
)  # fmt: skip
BY_OPTION = {rule.options[0]: rule for rule in RULES if rule.metavar or rule.is_flag}
