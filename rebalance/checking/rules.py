"""The table of the rules of `check`: their ids, names, and what evaluates them."""

from collections.abc import Mapping

from rebalance.checking import count_rules as rules
from rebalance.checking import row_rules
from rebalance.checking.count_rules import Check
from rebalance.checking.findings import Rule

CHECKS: Mapping[str, tuple[Rule, Check]] = {
    rule.name: (rule, check)
    for rule, check in (
        (Rule("RB101", "max-ratio", "largest category / smallest category"), rules.max_ratio),
        (Rule("RB102", "min-rows", "rows of each category"), rules.min_rows),
        (Rule("RB103", "min-share", "share of each category"), rules.min_share),
        (Rule("RB104", "max-share", "share of each category"), rules.max_share),
        (Rule("RB105", "min-evenness", "evenness of the categories"), rules.min_evenness),
        (Rule("RB106", "max-missing", "rows without a category"), rules.max_missing),
        (Rule("RB107", "max-bad-rows", "lines that are no rows"), rules.max_bad_rows),
        (Rule("RB108", "max-duplicates", "rows that repeat an earlier one"), rules.max_duplicates),
        (
            Rule("RB109", "max-near-duplicates", "rows that nearly repeat an earlier one"),
            rules.max_near_duplicates,
        ),
        (Rule("RB110", "min-categories", "number of categories"), rules.min_categories),
        (Rule("RB111", "max-categories", "number of categories"), rules.max_categories),
        (Rule("RB112", "lookalikes", "names that look alike"), rules.lookalikes),
        (Rule("RB113", "min-chars", "characters of each row"), row_rules.min_chars),
        (Rule("RB114", "max-chars", "characters of each row"), row_rules.max_chars),
        (Rule("RB115", "shape", "shape of each row"), row_rules.shape),
    )
}
