# Helpers of the tests of variables: read and set the variables of the emulator.
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/Emulator.psm1"
$root = (Resolve-Path "$PSScriptRoot/../../..").Path

<#
.SYNOPSIS
    Gets the stored variables of a scope, including secured values: repository/acme/widgets, environment/acme/widgets/Test, ...
#>
function Get-Stored {
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Scope, [string] $Name = '*')
    (Send-Order $Emulator GET "variables/$Scope") | ForEach-Object { $_ } | Where-Object { $_.key -like $Name }
}

<#
.SYNOPSIS
    Replaces the variables of a scope by these ones: @{ key = ..; value = ..; secured = .. }.
#>
function Set-Stored {
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Scope, [object[]] $Variable = @())
    $null = Send-Order $Emulator PUT "variables/$Scope" @{ variables = @($Variable) }
    Clear-Write $Emulator
}

<#
.SYNOPSIS
    Gets the changes that clients made, oldest first.
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
    Gets the names and values of a scope as one text, to compare scopes.
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
