# Completes rebalance in fish: rebalance completion fish | source
function __rebalance_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l last (commandline -ct)
    set -l lines ($program completion fish -- $words "$last" 2>/dev/null </dev/null)
    set -l how (string split ' ' -- $lines[1])
    set -e lines[1]
    for line in $lines
        printf '%s\n' $line
    end
    set -l path (string sub --start (math (string length -- "$how[3]") + 1) -- "$last")
    switch "$how[1]"
        case files
            for path in (__fish_complete_path $path)
                printf '%s%s\n' "$how[3]" $path
            end
        case folders
            for path in (__fish_complete_directories $path)
                printf '%s%s\n' "$how[3]" $path
            end
    end
end
complete -c rebalance -e
complete -c rebalance -f -k -a '(__rebalance_complete)'
