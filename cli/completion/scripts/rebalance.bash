# Completes rebalance in bash: source <(rebalance completion bash)
_rebalance() {
    local how line
    COMPREPLY=()
    {
        IFS= read -r how
        while IFS= read -r line; do COMPREPLY+=("$line"); done
    } < <("$1" completion bash -- "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null)
    case $how in
        files*) ;;  # of which bash makes a list itself if it is given none
        folders*) compopt +o default -o dirnames 2>/dev/null ;;
        *) compopt +o default 2>/dev/null ;;
    esac
    case $how in *' nospace'*) compopt -o nospace 2>/dev/null ;; esac
}
complete -o default -o nosort -F _rebalance rebalance 2>/dev/null ||
    complete -o default -F _rebalance rebalance  # before bash 4.4, which sorts
