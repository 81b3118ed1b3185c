# Completes rebalance in PowerShell: rebalance completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName rebalance -ScriptBlock {
    param($word, $line, $cursor)
    $words = @($line.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor } |
        ForEach-Object { if ($null -ne $_.Value) { "$($_.Value)" } else { $_.Extent.Text } })
    $program = $line.CommandElements[0].Value
    & $program completion powershell -- @words "$word." 2>$null | Select-Object -Skip 1 | ForEach-Object {
        $text, $name, $said = $_ -split "`t"
        [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $said)
    }
}
