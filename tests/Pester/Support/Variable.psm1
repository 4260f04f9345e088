# What tests of variables ask the emulator, and how they answer or refuse the questions of a cmdlet.
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/Emulator.psm1"
$root = (Resolve-Path "$PSScriptRoot/../../..").Path

<#
.SYNOPSIS
    What stands in a scope, whatever lists show, with the secured values: repository/acme/widgets, environment/acme/widgets/Test, ...
#>
function Get-Stored {
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Scope, [string] $Name = '*')
    (Send-Order $Emulator GET "variables/$Scope") | ForEach-Object { $_ } | Where-Object { $_.key -like $Name }
}

<#
.SYNOPSIS
    Gives a scope exactly these variables: key = value, or key = secured value with -Secured.
#>
function Set-Stored {
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Scope, [object[]] $Variable = @())
    $null = Send-Order $Emulator PUT "variables/$Scope" @{ variables = @($Variable) }
    Clear-Write $Emulator
}

<#
.SYNOPSIS
    What clients wrote, oldest first.
#>
function Get-Write {
    param([Parameter(Mandatory)] $Emulator, [string] $Action = '*')
    (Send-Order $Emulator GET variable-writes) | ForEach-Object { $_ } | Where-Object { $_.action -like $Action }
}

function Clear-Write {
    param([Parameter(Mandatory)] $Emulator)
    $null = Send-Order $Emulator DELETE variable-writes
    $null = Send-Order $Emulator DELETE requests
}

<#
.SYNOPSIS
    The names and values of a scope in one text, to compare scopes with.
#>
function Get-Snapshot {
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Scope)
    (Get-Stored $Emulator $Scope | ForEach-Object { "$($_.key)=$($_.value)|$($_.secured)" } | Sort-Object -CaseSensitive) -join "`n"
}

function ConvertTo-Secret {
    param([Parameter(Mandatory)] [string] $Text)
    ConvertTo-SecureString $Text -AsPlainText -Force
}

Export-ModuleMember -Function *-*
