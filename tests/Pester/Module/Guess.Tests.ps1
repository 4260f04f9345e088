#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What people try first: other names of parameters, several names at once, wildcards, and durations.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $pages = (Get-Command -Module BitbucketPipelines -CommandType Cmdlet | Where-Object { $_.Parameters.ContainsKey('First') }).Name
    # Parameters that take one name.
    $single = foreach ($cmdlet in Get-Command -Module BitbucketPipelines -CommandType Cmdlet) {
        foreach ($name in 'Repository', 'Workspace', 'Environment', 'Branch', 'Creator', 'ToWorkspace', 'ToRepository', 'ToEnvironment', 'Tag', 'Commit', 'Custom') {
            $parameter = $cmdlet.Parameters[$name]
            if ($parameter -and $parameter.ParameterType -eq [string]) { @{ Cmdlet = $cmdlet.Name; Parameter = $name } }
        }
    }
    $seconds = foreach ($cmdlet in Get-Command -Module BitbucketPipelines -CommandType Cmdlet) {
        foreach ($name in $cmdlet.Parameters.Keys -like '*Sec') { @{ Cmdlet = $cmdlet.Name; Parameter = $name } }
    }
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Connect-Emulator $emulator
    $null = Add-Run @{ count = 3; branch = 'trunk'; ageSeconds = 600 }
    $null = Add-Run @{ branch = 'release/1.x'; ageSeconds = 300; result = 'FAILED' }
    $null = Add-Run @{ branch = 'trunk'; ageSeconds = 10 * 86400 }
    # Binds the arguments, and does nothing.
    function Get-Bound([string] $Cmdlet, [hashtable] $Arguments) {
        $command = Get-Command $Cmdlet
        foreach ($name in $Arguments.Keys) {
            $value = $Arguments[$name]
            foreach ($attribute in $command.Parameters[$name].Attributes | Where-Object { $_ -is [Management.Automation.ArgumentTransformationAttribute] }) {
                $value = $attribute.Transform($ExecutionContext, $value)
            }
            [Management.Automation.LanguagePrimitives]::ConvertTo($value, $command.Parameters[$name].ParameterType)
        }
    }
}
AfterAll { Stop-TestFile }

Describe 'Another name of a parameter' {
    It '-Top and -Limit are -First: <_>' -ForEach $pages {
        $command = Get-Command $_
        $command.ResolveParameter('Top').Name | Should -BeExactly 'Top'
        $command.ResolveParameter('Limit').Name | Should -BeExactly 'Top'
    }

    It '-Top and -Limit end a list, with -Skip' {
        (Get-BbPipeline -Top 2).BuildNumber | Should -Be (Get-BbPipeline -First 2).BuildNumber
        (Get-BbPipeline -Limit 1 -Skip 1).BuildNumber | Should -Be (Get-BbPipeline -First 1 -Skip 1).BuildNumber
        @(Get-BbVariable -Top 3).Count | Should -Be 3
        @(Get-BbStepLog 1 Build -Limit 2).Count | Should -Be 2
        @(Get-BbPipeline -Top 0) | Should -BeNullOrEmpty
        { Get-BbPipeline -Top 1 -First 1 } | Should -Throw -ErrorId 'AmbiguousFilter,*'
    }

    It 'of a filter' {
        (Get-BbPipeline -State FAILED).BuildNumber | Should -Be 4
        (Get-BbPipeline -Result FAILED, STOPPED).BuildNumber | Should -Be 4
        (Get-BbPipeline -Author '*' -First 1).BuildNumber | Should -Be (Get-BbPipeline -Creator '*' -First 1).BuildNumber
        (Get-BbPipeline -Number 4).BuildNumber | Should -Be 4
        (Get-BbStep -Number 4).Pipeline | Select-Object -Unique | Should -Be '4'
        (Get-BbPipeline -Latest).BuildNumber | Should -Be (Get-BbPipeline -First 1).BuildNumber
        (Get-BbPipeline -Latest -Branch 'release/*').BuildNumber | Should -Be 4
        @(Get-BbTestCase 1 -State PASSED).Count | Should -Be @(Get-BbTestCase 1 -Status PASSED).Count
        (Get-BbEnvironment -Type Production).Name | Should -BeExactly 'Production'
        (Get-BbEnvironment -Env Staging).Name | Should -BeExactly 'Staging'
        (Get-BbEnvironment -EnvironmentType test, staging).Name | Should -BeExactly 'Test', 'Staging'
        (New-BbEnvironment Preview -Type Test).EnvironmentType | Should -BeExactly 'Test'
        { Get-BbDeployment -Result SUCCESSFUL -ErrorAction Stop } | Should -Not -Throw
    }

    It 'latest, with a filter, is the newest run that matches' {
        (Get-BbPipeline latest -Branch trunk).BuildNumber | Should -Be (Get-BbPipeline -Latest -Branch trunk).BuildNumber
        (Get-BbPipeline latest -Branch 'release/*').BuildNumber | Should -Be 4
        (Get-BbPipeline LATEST -Status FAILED).BuildNumber | Should -Be 4
        (Get-BbPipeline latest -Status FAILED -Branch trunk) | Should -BeNullOrEmpty
        (Get-BbRepository widgets | Get-BbPipeline latest -Branch 'release/*').BuildNumber | Should -Be 4
        (Get-BbPipeline 1, latest).Count | Should -Be 2
        { Get-BbPipeline latest -Branch nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineNotFound,*'
        { Get-BbPipeline 1 -Branch trunk } | Should -Throw -ErrorId 'AmbiguousFilter,*'
        { Get-BbPipeline 1 -Status FAILED } | Should -Throw '*-Status cannot be used together with a run*'
        $PSDefaultParameterValues = @{ 'Get-BbPipeline:Branch' = 'trunk' }
        (Get-BbPipeline 4).BuildNumber | Should -Be 4
    }

    It 'a custom pipeline needs none' {
        (Invoke-BbPipeline deploy -Wait -PollIntervalSec 0.1).Custom | Should -BeExactly 'deploy'
        { Invoke-BbPipeline nosuch -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineDefinitionNotFound,*'
        { Invoke-BbPipeline deploy -Pipeline deploy } | Should -Throw -ErrorId 'AmbiguousTarget,*'
        { Invoke-BbPipeline (Get-BbPipeline 1) } | Should -Throw '*-Custom takes a name, not a run*Get-BbPipeline 1*'
        (Get-BbPipeline 4 | Invoke-BbPipeline -WarningAction Ignore).Branch | Should -BeExactly 'release/1.x'
        (Get-BbRepository widgets | Invoke-BbPipeline deploy).Repository | Should -BeExactly 'widgets'
        ([pscustomobject]@{ Repository = 'widgets'; Custom = 'deploy' } | Invoke-BbPipeline -Wait -PollIntervalSec 0.1).Custom | Should -BeExactly 'deploy'
    }
}

Describe 'Several names, and wildcards' {
    It 'filter runs by branch' {
        (Get-BbPipeline -Branch trunk, release/1.x -First 9).BuildNumber | Should -Contain 4
        (Get-BbPipeline -Branch 'rel*').Branch | Select-Object -Unique | Should -Be 'release/1.x'
        (Get-BbPipeline -Branch 'rel*', nosuch).BuildNumber | Should -Contain 4
        Get-BbPipeline -Branch 'nosuch*', Trunk | Should -BeNullOrEmpty -Because 'names of branches are case-sensitive'
    }

    It 'filter runs by creator' {
        $creator = (Get-BbPipeline 1).GetRaw().creator
        (Get-BbPipeline -Creator nobody, $creator.display_name -First 1 -WarningAction SilentlyContinue) | Should -Not -BeNullOrEmpty
        (Get-BbPipeline -Creator nobody, $creator.uuid -First 1 -WarningAction SilentlyContinue) | Should -Not -BeNullOrEmpty
        Get-BbPipeline -Creator 'nobody*', none -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'filter deployments by environment' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:ship @{ parsing = 0; pending = 0; steps = @(@{ name = 'Ship'; deployment = 'Test' }, @{ name = 'Ship on'; deployment = 'Staging' }) }
        $null = Add-Run @{ selector = 'custom:ship' }
        (Get-BbDeployment -Environment Test, Staging).Environment | Sort-Object -Unique | Should -Be 'Staging', 'Test'
        (Get-BbDeployment -Environment 'Te*').Environment | Sort-Object -Unique | Should -Be 'Test'
        (Get-BbDeployment -Environment 'Te*', staging).Environment | Sort-Object -Unique | Should -Be 'Staging', 'Test'
        (Get-BbEnvironment Staging | Get-BbDeployment).Environment | Sort-Object -Unique | Should -Be 'Staging'
        { Get-BbDeployment -Environment Test, nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'EnvironmentNotFound,*'
        { Get-BbDeployment -Environment '' } | Should -Throw -ErrorId 'EmptyArgument,*'
    }

    It 'are refused in a sentence where one name is taken: <Cmdlet> -<Parameter>' -ForEach $single {
        $transform = { Get-Bound $Cmdlet @{ $Parameter = 'one', 'two' } }
        $failure = $transform | Should -Throw -PassThru
        "$failure" | Should -Match "-$Parameter takes one name"
        "$failure" | Should -Not -Match 'System\.'
        Get-Bound $Cmdlet @{ $Parameter = @('one') } | Should -BeExactly 'one'
        Get-Bound $Cmdlet @{ $Parameter = 'one' } | Should -BeExactly 'one'
        Get-Bound $Cmdlet @{ $Parameter = 5 } | Should -BeExactly '5'
    }

    It 'are refused with a command that works: -Repository' {
        { Get-BbVariable -Repository 'wid*' } | Should -Throw "*without wildcards*Get-BbRepository 'wid*' | ..."
        { Get-BbVariable -Repository widgets, gadgets } | Should -Throw "*Get-BbRepository 'widgets', 'gadgets' | ..."
        (Get-BbRepository widgets, gadgets | Get-BbVariable).Repository | Select-Object -Unique | Should -HaveCount 2
        (Get-BbPipeline -Repository 'https://bitbucket.org/acme/widgets/src?at=x' -First 1) | Should -HaveCount 1
        { Get-BbVariable -Environment Test, Staging } | Should -Throw "*Get-BbEnvironment 'Test', 'Staging' | ..."
        { Get-BbVariable -Environment 'Te*' -ErrorAction Stop } | Should -Throw -ErrorId 'EnvironmentNotFound,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "*without wildcards*Get-BbEnvironment 'Te*' | ..."
        { Invoke-BbPipeline -Branch 'tr*' } | Should -Throw '*-Branch takes one name without wildcards*'
        { Invoke-BbPipeline -Branch '$[variables.branch]' } | Should -Throw -ErrorId 'UnexpandedMacro,*'
    }
}

Describe 'A duration' {
    It '<Cmdlet> -<Parameter> takes numbers, units and a TimeSpan' -ForEach $seconds {
        foreach ($case in @(90, 90), @('90', 90), @('90s', 90), @('5m', 300), @('1h', 3600), @('0.5m', 30), @('0:01:00', 60), @([timespan]'0:02:00', 120)) {
            Get-Bound $Cmdlet @{ $Parameter = $case[0] } | Should -Be $case[1] -Because "of $($case[0])"
        }
        { Get-Bound $Cmdlet @{ $Parameter = 'soon' } } | Should -Throw '*90s, 5m*'
    }

    It 'has its unit without quotation marks too, where PowerShell reads a number' {
        Wait-BbPipeline 1 -TimeoutSec 90s -PollIntervalSec 1s | Should -HaveCount 1
        Wait-BbPipeline 1 -TimeoutSec 1d | Should -HaveCount 1
        @(Get-BbCache -OlderThan 30s).Count | Should -BeGreaterThan @(Get-BbCache -OlderThan 30d).Count
    }

    It 'says how long ago, for -Since and -Until' {
        (Get-BbPipeline -Since 7d).BuildNumber | Should -Not -Contain 5
        (Get-BbPipeline -Since '7d').Count | Should -Be (Get-BbPipeline -Since (Get-Date).AddDays(-7)).Count
        (Get-BbPipeline -Until 7d).BuildNumber | Should -Be 5
        (Get-BbPipeline -Since (New-TimeSpan -Days 20) -Until (New-TimeSpan -Days 1)).BuildNumber | Should -Be 5
        (Get-BbPipeline -Since 2w -Until 200h).BuildNumber | Should -Be 5
        (Get-BbPipeline -Since ([datetimeoffset]::UtcNow.AddDays(-20)) -Until '7.00:00:00').BuildNumber | Should -Be 5
        { Get-BbPipeline -Since soon } | Should -Throw '*7d, 12h, 30m*'
        foreach ($number in 7, 20261101) { { Get-BbPipeline -Since $number } | Should -Throw '*7d, 12h, 30m*' }
        { Get-BbPipeline -Since (New-TimeSpan -Days -1) } | Should -Throw '*7d, 12h, 30m*'
    }
}

Describe 'Set-BbVariable with a hashtable' {
    BeforeEach { Connect-Emulator $emulator }

    It 'sets each of them' {
        $rows = Set-BbVariable @{ A = 1; B = $true; C = 'x y'; D = 1.5 } -PassThru
        $rows.Name | Should -Be 'A', 'B', 'C', 'D'
        $rows.Action | Should -Be 'Create', 'Create', 'Create', 'Create'
        (Get-BbVariable A, B, C, D | Sort-Object Name).Value | Should -Be '1', 'true', 'x y', '1.5'
        (Set-BbVariable @{ A = 1; B = $false } -PassThru).Action | Should -Be 'Unchanged', 'Update'
        (Set-BbVariable ([ordered]@{ Z = 1; Y = 2 }) -PassThru).Name | Should -Be 'Z', 'Y'
        (Set-BbVariable -Variable @{ E = '' } -Environment Test -PassThru).Target | Should -BeLike '*Test*'
    }

    It 'makes those secured that are secret, and all with -Secured' {
        Set-BbVariable @{ S = (ConvertTo-SecureString 'secret' -AsPlainText -Force); P = 'plain' }
        (Get-BbVariable S, P | Sort-Object Name).Secured | Should -Be $false, $true
        Set-BbVariable @{ P = 'plain'; Q = 'x' } -Secured
        (Get-BbVariable P, Q).Secured | Should -Be $true, $true
    }

    It 'works in every piped repository, and plans with -WhatIf' {
        (Get-BbRepository '*dgets' | Set-BbVariable @{ A = 1 } -PassThru).Repository | Should -Be 'gadgets', 'widgets'
        Set-BbVariable @{ W = 1 } -WhatIf
        Get-BbVariable W -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'sets none when one is wrong: <Because>' -ForEach @(
        @{ Because = 'null'; Table = @{ A = 1; B = $null } }
        @{ Because = 'a list'; Table = @{ A = 1; B = @(1, 2) } }
        @{ Because = 'a bad name'; Table = @{ A = 1; '1B' = 2 } }
        @{ Because = 'one variable as the API has it'; Table = @{ name = 'A'; value = '1' } }
    ) {
        Clear-Request
        { Set-BbVariable $Table } | Should -Throw -ErrorId 'InvalidVariable,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'is refused when it is empty' {
        { Set-BbVariable @{} } | Should -Throw -ErrorId 'EmptyArgument,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'is suggested as name and value where both are in one word' {
        $failure = { Set-BbVariable A=1 } | Should -Throw -ErrorId 'ValueRequired,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Set-BbVariable A 1'
        $failure = { Set-BbVariable DB_PASSWORD=hunter2 } | Should -Throw -ErrorId 'ValueRequired,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "*Set-BbVariable DB_PASSWORD 'value'"
        "$($failure.Exception) $($failure.TargetObject) $($failure.ErrorDetails)" | Should -Not -Match 'hunter2' -Because 'it may be a secret'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'is not read out of what is piped in and is no variable: <_>' -ForEach @(
        { $null | Set-BbVariable v }, { 'x' | Set-BbVariable v }, { $null, 5 | Set-BbVariable v 9 }, { [pscustomobject]@{ X = 1 } | Set-BbVariable v 9 }
        { $null | Set-BbVariable @{ v = 9 } }, { $null | Set-BbVariable v -SecureValue (ConvertTo-Secret x) }
    ) {
        $ErrorActionPreference = 'Stop'
        $failure = $_ | Should -Throw -ErrorId 'ValueRequired,*' -PassThru
        "$failure" | Should -BeLike '*piped in is no variable*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "*Set-BbVariable * 'value'*" -Because 'that works'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'and a secret that is typed beside what is piped in asks for nothing' {
        $secret = ConvertTo-Secret s
        ([pscustomobject]@{ Repository = 'gadgets' } | Set-BbVariable PIPED -SecureValue $secret -PassThru).Target | Should -BeExactly 'acme/gadgets'
        (Get-BbRepository gadgets | Set-BbVariable PIPED_TOO -SecureValue $secret -PassThru).Action | Should -BeExactly 'Create'
        ([pscustomobject]@{ Name = 'NAMED' } | Set-BbVariable -SecureValue $secret -PassThru).Name | Should -BeExactly 'NAMED'
        ([pscustomobject]@{ Name = 'WHOLE'; SecureValue = $secret } | Set-BbVariable -PassThru).Action | Should -BeExactly 'Create'
        { Set-BbVariable -SecureValue $secret } | Should -Throw -ErrorId 'MissingMandatoryParameter,*'
    }

    It 'leaves the other ways as they were' {
        (Set-BbVariable X 1 -PassThru).Action | Should -Be 'Create'
        ([pscustomobject]@{ Name = 'R'; Value = 'v' } | Set-BbVariable -PassThru).Name | Should -Be 'R'
        { Set-BbVariable X } | Should -Throw -ErrorId 'ValueRequired,*'
    }
}

Describe 'An abbreviation' {
    It 'means what it always meant: <Cmdlet> -<Short> is -<Parameter>' -ForEach @(
        foreach ($line in 'Get-BbPipeline r re Repository', 'Get-BbDeployment r re Repository', 'Get-BbTestCase r re Repository', 'Get-BbTestCase n Name', 'Get-BbEnvironment e en env envi envir enviro environ environm environme environmen Name', 'Get-BbVariable t Team', 'Wait-BbPipeline t TimeoutSec',
            'Get-BbStep b bu Pipeline', 'Get-BbStep n na Step', 'Get-BbStepLog b p Pipeline', 'Get-BbStepLog n Step', 'Get-BbStepLog c LogUuid', 'Get-BbTestCase b p Pipeline',
            'Get-BbTestCaseReason b p Pipeline', 'Get-BbTestCaseReason t TestCase', 'Get-BbTestReport b p Pipeline', 'Wait-BbPipeline b Pipeline', 'Set-BbVariable v va val Value', 'Set-BbVariable n k Name') {
            $words = $line -split ' '
            foreach ($short in $words[1..($words.Count - 2)]) { @{ Cmdlet = $words[0]; Short = $short; Parameter = $words[-1] } }
        }
    ) {
        (Get-Command $Cmdlet).ResolveParameter($Short).Name | Should -BeExactly $Parameter
    }

    It 'is not taken by -Top and -Limit' {
        { Get-BbCache -l 1GB -ErrorAction Stop } | Should -Not -Throw
        (Get-BbPipeline -r gadgets -First 1 3>&1).Repository | Should -BeIn $null, 'gadgets'
    }
}

Describe 'A value of $PSDefaultParameterValues' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Add-Run @{ count = 2; branch = 'release/1.x'; ageSeconds = 600 }
        $null = Add-Run @{ branch = 'trunk'; ageSeconds = 300 }
    }

    It 'does not contradict what is typed: <_>' -ForEach @(
        { Get-BbStep 1 }, { Wait-BbPipeline 1 6>$null }, { Get-BbStepLog 1 -Tail 1 }, { Get-BbTestReport 3 }, { Get-BbTestCase 3 }, { Get-BbPipeline 1 }, { Get-BbPipeline 1 | Get-BbStep },
        { Get-BbStep 1 1 | Get-BbStepLog -Tail 1 }, { Invoke-BbPipeline -Tag v1.0.0 }, { Get-BbPipeline 1 | Invoke-BbPipeline 3>$null }) {
        $PSDefaultParameterValues = @{ '*-Bb*:Branch' = 'trunk' }
        $ErrorActionPreference = 'Stop'
        & $_ | Should -Not -BeNullOrEmpty
    }

    It 'is used where nothing is typed, and not for a run that is piped in' {
        $PSDefaultParameterValues = @{ 'Get-BbStep:Branch' = 'release/*'; 'Invoke-BbPipeline:Branch' = 'feature/log-view'; 'Invoke-BbPipeline:Custom' = 'deploy' }
        (Get-BbStep 6>$null).Pipeline | Select-Object -Unique | Should -Be '2'
        (Invoke-BbPipeline).Branch | Should -BeExactly 'feature/log-view'
        $again = Get-BbPipeline 1 | Invoke-BbPipeline 3>$null
        $again.Branch | Should -BeExactly 'release/1.x'
        $again.RequestedSelector.Pattern | Should -Not -Be 'deploy'
        (Invoke-BbPipeline -Pipeline nightly -WhatIf:$false -Wait -PollIntervalSec 0.1 6>$null).Custom | Should -BeExactly 'nightly'
    }

    It 'is told from a value that is typed' {
        $PSDefaultParameterValues = @{ '*-Bb*:Branch' = 'trunk' }
        { Get-BbStep 1 -Branch release/1.x } | Should -Throw -ErrorId 'AmbiguousFilter,*'
        { Get-BbPipeline -Tag v1.0.0 -Branch release/1.x } | Should -Throw -ErrorId 'AmbiguousFilter,*'
        $PSDefaultParameterValues['Disabled'] = $true
        { Get-BbStep 1 -Branch trunk } | Should -Throw -ErrorId 'AmbiguousFilter,*'
    }
}

Describe 'What does not fit' {
    BeforeAll { Connect-Emulator $emulator; $secret = ConvertTo-SecureString 'secret' -AsPlainText -Force }

    It 'is said in words: <_>' -ForEach @(
        { Set-BbVariable -Variable @{ A = 1 } -Value x }, { Set-BbVariable @{ A = 1 } x }, { Set-BbVariable N -Variable @{ A = 1 } }, { Set-BbVariable -Variable @{ A = 1 } -SecureValue $secret },
        { Set-BbVariable @{ A = 1 } -SecureValue $secret }, { [pscustomobject]@{ Repository = 'widgets' } | Set-BbVariable -Variable @{ A = 1 } -SecureValue $secret },
        { Set-BbVariable N x -SecureValue $secret }, { Set-BbVariable -Name N -Value x -SecureValue $secret }) {
        $failure = $_ | Should -Throw -ErrorId 'AmbiguousTarget,*' -PassThru
        "$failure" | Should -BeLike '*cannot be used together*'
        "$($failure.Exception.Message)$($failure.ErrorDetails)" | Should -Not -BeLike '*parameter set*'
    }

    It 'is a hashtable where a name is wanted' {
        { Invoke-BbPipeline @{ A = 1 } } | Should -Throw '*-Custom takes a name, not a hashtable. For the variables of a run use -Variable @{ NAME = *'
        { Get-BbPipeline -Repository @{ A = 1 } } | Should -Throw '*-Repository takes a name, not a hashtable.'
        (Invoke-BbPipeline deploy @{ A = 1 } -Wait -PollIntervalSec 0.1 6>$null).Custom | Should -BeExactly 'deploy'
    }

    It 'is no riddle where the name is null: <_>' -ForEach { Set-BbVariable $null }, { Set-BbVariable $null x } {
        $_ | Should -Throw 'The name is null.*' -ErrorId 'EmptyArgument,*'
    }
}
