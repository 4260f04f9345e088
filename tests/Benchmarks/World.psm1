# The repositories that the benchmarks work on. Each set is a prefix: set-001, set-002, ..
Set-StrictMode -Version Latest
$script:sets = 0
$script:names = @{ }

<#
.SYNOPSIS
    Makes new repositories, and returns their prefix. Add says what each gets.
#>
function New-RepositorySet {
    param(
        [Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [int] $Count,
        [ValidateSet('Variable', 'Environment', 'KnownHost', 'Schedule', 'Cache', 'Short', 'Surplus', 'Script', 'Run')] [string[]] $Add = @()
    )
    $prefix = 's{0:000}' -f ++$script:sets
    $slugs = (Send-Order $Emulator POST repositories/acme @{ slug = $prefix; count = $Count }).slugs
    $script:names[$prefix] = $slugs
    foreach ($slug in $slugs) {
        foreach ($part in $Add) { & $script:parts[$part] $Emulator "acme/$slug" }
    }
    $prefix
}

<#
.SYNOPSIS
    The names of the repositories of a set.
#>
function Get-RepositorySet([Parameter(Mandatory)] [string] $Prefix) { $script:names[$Prefix] }

<#
.SYNOPSIS
    Variables V_01, V_02, ..; every eighth is secured.
#>
function New-VariableList([int] $Count, [string] $Name = 'V') {
    foreach ($number in 1..$Count) { @{ key = '{0}_{1:00}' -f $Name, $number; value = "value $number"; secured = $number % 8 -eq 0 } }
}

# A key for each number: what a server of that name might have.
function Get-HostKey([int] $Number) {
    $bytes = [byte[]]::new(51)
    [byte[]](0, 0, 0, 11) + [Text.Encoding]::ASCII.GetBytes('ssh-ed25519') + [byte[]](0, 0, 0, 32) | ForEach-Object { $i = 0 } { $bytes[$i++] = $_ }
    for ($i = 19; $i -lt 51; $i++) { $bytes[$i] = ($Number * 31 + $i * 7) % 256 }
    [Convert]::ToBase64String($bytes)
}

$script:parts = @{
    Variable    = { param($Emulator, $Path) $null = Send-Order $Emulator PUT "variables/repository/$Path" @{ variables = @(New-VariableList 40) } }
    Short       = { param($Emulator, $Path) $null = Send-Order $Emulator PUT "variables/repository/$Path" @{ variables = @(New-VariableList 7) } }
    Surplus     = { param($Emulator, $Path) $null = Send-Order $Emulator PUT "variables/repository/$Path" @{ variables = @(New-VariableList 7 OLD) } }
    Environment = {
        param($Emulator, $Path)
        foreach ($name in 'Bench 1', 'Bench 2', 'Bench 3') {
            $null = Send-Order $Emulator POST "environments/$Path" @{ name = $name }
            $null = Send-Order $Emulator PUT "variables/environment/$Path/$([uri]::EscapeDataString($name))" @{ variables = @(New-VariableList 10) }
        }
    }
    KnownHost   = {
        param($Emulator, $Path)
        foreach ($number in 1..5) { $null = Send-Order $Emulator POST "known-hosts/$Path" @{ hostname = "host$number.example.com"; key = Get-HostKey $number } }
    }
    Schedule    = {
        param($Emulator, $Path)
        foreach ($hour in 1, 2) { $null = Send-Order $Emulator POST "schedules/$Path" @{ cron = "0 0 $hour * * ? *"; branch = 'main'; selector = 'custom:nightly' } }
    }
    Cache       = { param($Emulator, $Path) foreach ($name in 'node', 'docker', 'maven') { $null = Send-Order $Emulator POST "caches/$Path" @{ name = $name; size = 1000 } } }
    Script      = { param($Emulator, $Path) $null = Send-Order $Emulator PUT "scripts/$Path/custom:nightly" @{ steps = @(@{ name = 'Build' }) } }
    Run         = { param($Emulator, $Path) $null = Send-Order $Emulator POST "runs/$Path" @{ count = 3; branch = 'main'; result = 'SUCCESSFUL' } }
}

Export-ModuleMember -Function *-*
