#compdef rebalance
# Completes rebalance in zsh: source <(rebalance completion zsh), or this file as _rebalance in $fpath
_rebalance() {
  local -a words_before lines how
  words_before=("${(@Q)words[2,CURRENT-1]}")
  (( CURRENT > 2 )) || words_before=()
  lines=("${(@f)$("${(Q)words[1]}" completion zsh -- "${words_before[@]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  how=("${(@s: :)lines[1]}")
  lines[1]=()
  local result=1
  if (( $#lines )); then
    if [[ $how[2] == nospace ]]; then
      _describe -V rebalance lines -S '' && result=0
    else
      _describe -V rebalance lines && result=0
    fi
  fi
  if [[ -n $how[3] ]]; then compset -P "${(b)how[3]}"; fi
  case $how[1] in
    files) _files && result=0 ;;
    folders) _files -/ && result=0 ;;
  esac
  return result
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
if [[ $funcstack[1] == _rebalance ]]; then _rebalance "$@"; else compdef _rebalance rebalance; fi
