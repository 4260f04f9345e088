# A world with tests for the cmdlets that look at them.
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/Emulator.psm1"
$unit = @(
    @{ name = 'adds'; status = 'SUCCESSFUL'; duration = 0.012 }
    @{ name = 'subtracts'; className = 'Maths'; status = 'FAILED'; duration = 1.5; reason = "expected 2`nwas 3"; moreReasons = @('at Maths.cs:12') }
    @{ name = 'divides[0]'; status = 'ERROR'; reason = 'DivideByZero' }
    @{ name = 'later'; status = 'SKIPPED' }
)
$many = @(1..130 | ForEach-Object { @{ name = "t$_"; status = $(if ($_ -gt 120) { 'FAILED' } else { 'SUCCESSFUL' }) } })

<#
.SYNOPSIS
    Run 1 of acme/widgets: Build, without tests; Many, 130 tests of which 10 failed; Unit, a failed step with 4 tests; Deploy, which never
    ran. Run 2: one step without tests.
#>
function Start-TestWorld {
    param([Parameter(Mandatory)] $Emulator)
    Connect-Emulator $Emulator
    $null = Send-Order $Emulator PUT scripts/acme/widgets/custom:tests @{ steps = @(
            @{ name = 'Build'; duration = 1 }
            @{ name = 'Many'; duration = 1; tests = @{ cases = $many } }
            @{ name = 'Unit'; duration = 1; result = 'FAILED'; tests = @{ cases = $unit } }
            @{ name = 'Deploy' })
    }
    $null = Send-Order $Emulator POST runs/acme/widgets @{ selector = 'custom:tests'; result = $null; ageSeconds = 600 }
    $null = Send-Order $Emulator PUT scripts/acme/widgets/custom:plain @{ steps = @(@{ name = 'Only' }) }
    $null = Send-Order $Emulator POST runs/acme/widgets @{ selector = 'custom:plain'; result = $null; ageSeconds = 500 }
    $null = Send-Order $Emulator DELETE requests
}

Export-ModuleMember -Function Start-TestWorld
