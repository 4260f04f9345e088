#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Objects leave PowerShell as JSON, as CSV and as XML, and what comes back is what was sent: every type that a cmdlet of the module returns.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines", "$PSScriptRoot/../Support/Ssh.psm1" -Force
    # Files, texts and whatever Invoke-BbApi reads are not types of the module.
    $types = (Get-Command -Module BitbucketPipelines -CommandType Cmdlet).OutputType.Type |
        Where-Object Namespace -Like 'BitbucketPipelines*' | Sort-Object FullName -Unique
    $noSshd = Get-SshdProblem
    if ($noSshd) { Write-Host "Host keys do not travel: $noSshd." }
    $types = $types | Where-Object { -not ($noSshd -and $_.Name -eq 'HostKey') }
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Start-TestWorld $emulator
    $null = Send-Order $emulator PUT scripts/acme/widgets/custom:ship @{ steps = @(@{ name = 'Ship'; deployment = 'Production' }) }
    $null = Add-Run @{ selector = 'custom:ship'; result = $null; ageSeconds = 300 }
    $null = Add-Run @{ result = 'FAILED' }
    $null = Add-Run @{ pullRequest = 7 }
    $null = Add-Run @{ selector = 'custom:fail'; result = 'FAILED'; ageSeconds = 200 }
    $null = Add-Run @{ selector = 'custom:fail'; ageSeconds = 100 }
    $null = Add-Run @{ result = 'PAUSED' }
    $schedule = Get-BbSchedule -Custom nightly
    $null = Send-Order $emulator POST "executions/acme/widgets/$([uri]::EscapeDataString($schedule.Uuid))" @{}

    # For each type, cmdlets that return it. What changes something takes a name of its own.
    $sources = @{
        BitbucketSession      = { Get-BbSession }
        BuildNumber           = { Set-BbBuildNumber 5000 -Force -PassThru }
        Cache                 = { Get-BbCache }
        CacheResult           = { Remove-BbCache node -Force -PassThru }
        ChangeResult          = { New-BbEnvironment Travel -EnvironmentType Test; Remove-BbEnvironment Travel -Force -PassThru }
        CommitStatus          = { Set-BbCommitStatus FAILED -Commit trunk -Key travel -Url https://ci.example.com/1 -Description bad -PassThru; Get-BbCommitStatus trunk }
        CustomPipeline        = { $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = "pipelines:`n  custom:`n    a:`n      - variables: [{ name: A, allowed-values: [b] }, { name: C }]" }; Get-BbCustomPipeline }
        Deployment            = { Get-BbDeployment -First 3 }
        DeploymentEnvironment = { Get-BbEnvironment }
        FlakyItem             = { Measure-BbPipeline -Flaky }
        HostKey               = { Get-BbHostKey $sshd.Name }
        KnownHost             = { Get-BbKnownHost }
        KnownHostResult       = { Get-BbKnownHost | Copy-BbKnownHost -ToRepository gadgets }
        OidcConfiguration     = { Get-BbOidcConfiguration }
        OidcKey               = { Get-BbOidcKey }
        Pipeline              = { Get-BbPipeline }
        PipelineComparison    = { Get-BbPipeline -Status FAILED -First 1 | Compare-BbPipeline -WarningAction SilentlyContinue }
        PipelineConfig        = { Get-BbPipelineConfig }
        PipelineMeasure       = { Measure-BbPipeline -GroupBy Repository, Branch, Pipeline, Month }
        PipelineSchedule      = { Get-BbSchedule }
        PipelineStep          = { Get-BbStep 1 }
        PipelineYamlFinding   = { 'pipelines: 1' | Test-BbPipelineYaml; Test-BbPipelineYaml -Repository gadgets }
        PlannedRun            = { New-BbSchedule -Preview 3 -Cron '0 5 * * *' }
        PublishedReport       = { @{ Message = 'bad'; Path = 'a.c'; Line = 1 } | Publish-BbReport -Title Travel -Commit trunk }
        Repository            = { Get-BbRepository }
        Runner                = { Get-BbRunner; Get-BbRunner -WorkspaceScope; New-BbRunner sent -Label linux }
        ScheduleExecution     = { Get-BbScheduleExecution $schedule.Uuid }
        SessionCheck          = { Test-BbSession -Detailed }
        SettingDifference     = { Compare-BbRepositorySetting -ToRepository gadgets -IncludeEqual }
        SettingResult         = { Copy-BbRepositorySetting -ToRepository gadgets -Exclude Schedule }
        SshKeyPair            = { $null = New-BbSshKeyPair -Force; Get-BbSshKeyPair }
        TestCase              = { Get-BbTestCase 1 }
        TestCaseReason        = { Get-BbTestCase 1 -Failed | Get-BbTestCaseReason }
        TestReport            = { Get-BbTestReport 1 }
        Variable              = { Get-BbVariable; Get-BbVariable -Environment Production; Find-BbVariable SHARED }
        VariableDifference    = { Compare-BbVariable -ToRepository gadgets -IncludeEqual }
        VariableResult        = { Set-BbVariable TRAVEL -Value x -PassThru; Copy-BbVariable -ToRepository gadgets -ToWorkspace acme }
    }
    $null = Set-BbVariable SHARED -Value a
    $null = Set-BbVariable SHARED -Value b -WorkspaceScope

    function Get-Travelling([type] $Type) {
        $all = @(& $sources[$Type.Name] | Where-Object { $_.GetType() -eq $Type })
        @(if ($all.Count -gt 10) { $all[0..4] + $all[-5..-1] } else { $all })
    }

    function Send-Around {
        $all = @($input)
        $file = Join-Path $TestDrive around
        switch ($way) {
            JSON { $all | ConvertTo-Json | Set-Content $file; Get-Content $file -Raw | ConvertFrom-Json }
            CSV { $all | Export-Csv $file; Import-Csv $file }
            XML { $all | Export-Clixml $file; Import-Clixml $file }
        }
    }

    # What a value is after it has been a text: PowerShell writes CSV and XML by its own rules for numbers and times.
    function Format-Value($Value) { if ($Value -is [datetime]) { $Value.ToUniversalTime().ToString('o') } elseif ($Value -is [DateTimeOffset]) { $Value.UtcDateTime.ToString('o') } else { "$Value" } }
    $plain = [string], [bool], [int], [long], [double], [uri], [DateTimeOffset], [BitbucketPipelines.Api.StringList]
    # A comparison has lists of texts and of rows, whose values are plain.
    $plain += [Collections.Generic.IReadOnlyList[string]], [Collections.Generic.IReadOnlyList[BitbucketPipelines.Api.Models.ComparedStep]],
        [Collections.Generic.IReadOnlyList[BitbucketPipelines.Api.Models.ComparedCommit]]
    $plain += [BitbucketPipelines.CustomPipelineVariables]
}
AfterAll { Stop-TestFile }

Describe 'Times of others' {
    It 'are what PowerShell makes of them, after the module was imported, too' {
        $file = Join-Path $TestDrive 'others.xml'
        [pscustomobject]@{ When = [DateTimeOffset]'2026-01-01T00:00:00+05:00' }, [DateTimeOffset]'2026-01-01T00:00:00+05:00' | Export-Clixml $file
        $back = Import-Clixml $file
        $back[0].When.PSTypeNames | Should -Contain 'Deserialized.System.DateTimeOffset'
        $back[1].PSTypeNames | Should -Contain 'Deserialized.System.DateTimeOffset'
        (Get-TypeData System.DateTimeOffset).TypeConverter | Should -BeNullOrEmpty
        { [DateTimeOffset][pscustomobject]@{ UtcDateTime = [datetime]::UtcNow; Offset = [timespan]::Zero } } | Should -Throw
    }
}

Describe 'The types that travel' {
    It 'are all that cmdlets return, and each has a source here' {
        $names = @(((Get-Command -Module BitbucketPipelines -CommandType Cmdlet).OutputType.Type |
                Where-Object Namespace -Like 'BitbucketPipelines*' | Sort-Object FullName -Unique).Name)
        $names.Count | Should -BeGreaterThan 25
        $names | Sort-Object | Should -Be ($sources.Keys | Sort-Object)
    }
}

Describe '<_.Name>' -ForEach $types {
    BeforeAll {
        $type = $_
        if ($type.Name -eq 'HostKey') { $sshd = Start-Sshd $TestDrive }
        $objects = Get-Travelling $type
        $properties = $type.GetProperties([Reflection.BindingFlags]'Public, Instance')
    }
    AfterAll { if ($type.Name -eq 'HostKey') { Stop-Sshd $sshd } }

    It 'has few properties, and plain ones: ConvertTo-Json of Windows PowerShell, too, reads public properties and fields' {
        $objects | Should -Not -BeNullOrEmpty
        $type.GetFields([Reflection.BindingFlags]'Public, Instance') | Should -BeNullOrEmpty
        # What leaves are the properties that PowerShell lists: those of interfaces are among them, of which a step has two.
        $objects | ForEach-Object { @($_.PSObject.Properties.Name).Count | Should -BeLessOrEqual $(if ($type.Name -in 'Pipeline', 'PipelineStep') { 22 } else { 20 }) }
        foreach ($property in $properties) {
            $kind = [Nullable]::GetUnderlyingType($property.PropertyType) ?? $property.PropertyType
            $kind | Should -BeIn $plain -Because $property.Name
        }
        $properties.Name -match 'Detail$|^AdditionalProperties$' | Should -BeNullOrEmpty
    }

    It 'is JSON at the default depth without a warning, alone and in a list, and comes back' {
        foreach ($sent in @(, $objects[0]), @($objects)) {
            # Variables of custom pipelines are objects with a list of values, for which the default depth is not enough.
            $depth = if ($type.Name -eq 'CustomPipeline') { 4 } else { 2 }
            $json = ConvertTo-Json $sent -Depth $depth -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -BeNullOrEmpty
            $json | Should -Not -Match 'System\.|BitbucketPipelines\.|ValueKind|Collections'
            $back = @($json | ConvertFrom-Json | ForEach-Object { $_ })
            $back | Should -HaveCount $sent.Count
            for ($i = 0; $i -lt $sent.Count; $i++) {
                $changed = foreach ($name in $properties.Name) {
                    $was, $is = $sent[$i].$name, $back[$i].$name
                    $same = if ($was -is [BitbucketPipelines.Api.StringList]) { $is -is [array] -and "$is" -ceq "$was" }
                    elseif ($was -is [Collections.IList]) { $is -is [array] -and $is.Count -eq $was.Count }
                    else { (Format-Value $is) -ceq (Format-Value $was) }
                    if (-not $same) { "${name}: '$was' became '$is'" }
                }
                $changed | Should -BeNullOrEmpty
            }
        }
    }

    It 'is CSV with a value in each cell, and comes back' {
        $file = Join-Path $TestDrive "$($type.Name).csv"
        $objects | Export-Csv $file -NoTypeInformation
        $back = @(Import-Csv $file)
        $back | Should -HaveCount $objects.Count
        for ($i = 0; $i -lt $objects.Count; $i++) {
            $changed = foreach ($cell in $back[$i].PSObject.Properties) {
                $was = $objects[$i].($cell.Name)
                $isType = $cell.Value -match '^(System|BitbucketPipelines|Microsoft|<>)[\w.]*[.`<>]'
                if ($isType -or $cell.Value -cne $(if ($null -eq $was) { '' } else { $was.ToString() })) { "$($cell.Name): '$was' became '$($cell.Value)'" }
            }
            $changed | Should -BeNullOrEmpty
        }
        $back[0].PSObject.Properties.Name | Where-Object { $_ -in $properties.Name } | Should -HaveCount $properties.Count
    }

    It 'is XML, and comes back' {
        $file = Join-Path $TestDrive "$($type.Name).xml"
        $objects | Export-Clixml $file
        $back = @(Import-Clixml $file)
        $back | Should -HaveCount $objects.Count
        $back[0].PSObject.Properties.Name | Sort-Object | Should -Be ($objects[0].PSObject.Properties.Name | Sort-Object)
        for ($i = 0; $i -lt $objects.Count; $i++) {
            $changed = foreach ($name in $properties.Name) {
                $was, $is = $objects[$i].$name, $back[$i].$name
                $same = if ($was -is [DateTimeOffset]) { $is -is [DateTimeOffset] -and $is.EqualsExact($was) } else { "$is" -ceq "$was" }
                if (-not $same) { "${name}: '$was' became '$is'" }
            }
            $changed | Should -BeNullOrEmpty
        }
        # The same text as of the objects themselves, times included.
        $names = @($properties.Name)
        $depth = if ($type.Name -eq 'CustomPipeline') { 4 } else { 2 }
        ConvertTo-Json @($back | Select-Object $names) -Depth $depth -WarningVariable warnings | Should -BeExactly (ConvertTo-Json @($objects | Select-Object $names) -Depth $depth)
        $warnings | Should -BeNullOrEmpty
    }

    It 'gives the answer of the server to whoever asks for it, if it is an object of the server' {
        [bool]$type.GetMethod('GetRaw') | Should -Be ($type.Namespace -like '*.Models' -and $type.Name -ne 'PipelineComparison')
        foreach ($object in $objects | Where-Object { $type.GetMethod('GetRaw') }) {
            $raw = $object.GetRaw()
            $raw.Count | Should -BeGreaterThan 0
            ConvertTo-Json $raw -Depth 20 -WarningVariable warnings | Should -Not -Match 'BitbucketPipelines\.|ValueKind|private_key'
            $warnings | Should -BeNullOrEmpty
        }
    }
}

Describe 'What is behind the properties' {
    It 'is the answer of the server, with the names of the API' {
        $run = Get-BbPipeline 1
        $run.GetRaw().target.selector.pattern | Should -BeExactly 'tests'
        $run.GetRaw().State.Result.Name | Should -BeExactly $run.Result
        $run.GetRaw().creator.display_name | Should -BeExactly $run.Creator
        $run.GetRaw().run_number | Should -BeOfType [long] -Because 'this version has no property for it'
        $step = Get-BbStep 1 Unit
        $step.GetRaw().script_commands[0].command | Should -Not -BeNullOrEmpty
        ($run.GetRaw() | ConvertTo-Json -Depth 9 | ConvertFrom-Json).build_number | Should -Be $run.BuildNumber
        (Get-BbTestCase 1 -Failed | Get-BbTestCaseReason | Select-Object -First 1).GetRaw().Count | Should -BeGreaterThan 0
    }

    It 'holds no secret' {
        $runner = New-BbRunner travel -WarningAction SilentlyContinue
        $text = $runner.GetRaw() | ConvertTo-Json -Depth 9
        $text | Should -Match '"oauth_client"'
        $text | Should -Not -Match '"secret":\s*"'
        $runner.ClientSecret | Should -BeOfType securestring
        $runner | ConvertTo-Json -Compress | Should -Not -Match Secret
        $runner | ConvertTo-Csv | Should -Not -Match Secret
        $runner | ConvertTo-Xml -As String | Should -Not -Match Secret
        [Management.Automation.PSSerializer]::Serialize($runner) | Should -Not -Match Secret
    }

    It 'is the error of a row, as an object' {
        $row = Set-BbVariable TRAVEL 1 -Repository nosuch -PassThru -ErrorAction SilentlyContinue
        $row.GetFailure().StatusCode | Should -Be 404
        (Set-BbVariable TRAVEL 1 -PassThru).GetFailure() | Should -BeNullOrEmpty
    }
}

Describe 'Scripts' {
    It 'compare actions as words' {
        $row = Set-BbVariable TRAVEL 2 -PassThru
        $row.Action | Should -BeOfType [string]
        $row.Action -eq 'update' | Should -BeTrue
        $row | ConvertTo-Json -Compress | Should -Match '"Action":"Update"'
    }

    It 'ask runs and steps whether they succeeded or failed' {
        $null = foreach ($result in 'SUCCESSFUL', 'FAILED', 'ERROR', 'STOPPED', 'EXPIRED', 'RUNNING') { Add-Run @{ result = $result } gadgets }
        $runs = Get-BbPipeline -Repository gadgets | Sort-Object BuildNumber | Select-Object -Last 6
        $runs.IsSuccessful | Should -Be $true, $false, $false, $false, $false, $false
        $runs.IsFailed | Should -Be $false, $true, $true, $true, $true, $false
        $runs.IsCompleted | Should -Be $true, $true, $true, $true, $true, $false
        $steps = Get-BbStep 1
        ($steps | Where-Object IsFailed).Name | Should -BeExactly Unit
        ($steps | Where-Object IsSuccessful).Name | Should -BeExactly Build, Many
        ($steps | Where-Object Result -EQ NOT_RUN) | Where-Object { $_.IsFailed -or $_.IsSuccessful } | Should -BeNullOrEmpty
    }

    It 'find durations as TimeSpan beside the plain seconds, also of objects that come from elsewhere' {
        foreach ($object in (Get-BbPipeline 1), (Get-BbStep 1 1), (Get-BbTestCase 1 | Select-Object -First 1), (Get-BbDeployment -First 1)) {
            $object.Duration | Should -BeOfType timespan
            $object.DurationSeconds | Should -BeOfType double
            [Math]::Round($object.Duration.TotalSeconds, 3) | Should -Be $object.DurationSeconds
            $json = $object | ConvertTo-Json
            $json | Should -Match '"DurationSeconds": \d'
            $json | Should -Not -Match '"Duration"|Ticks'
            ($object | ConvertTo-Csv)[0] | Should -Not -Match '"Duration"'
            $there = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($object))
            $there.Duration | Should -Be ([timespan]::FromSeconds($object.DurationSeconds))
            ($object | Select-Object Duration).Duration | Should -Be $object.Duration
        }
        (Get-BbStep 1 | Where-Object Duration -GT ([timespan]::Zero)).Count | Should -BeGreaterThan 0
        ((Get-BbStep 1 | Measure-Object DurationSeconds -Sum).Sum) | Should -BeGreaterThan 0
    }

    It 'find what is not listed, also of objects that come from elsewhere' {
        $null = Add-Run @{ result = 'PAUSED' } gadgets
        $run = Get-BbPipeline -Repository gadgets -First 1
        $step = $run | Get-BbStep | Where-Object Status -EQ PAUSED
        foreach ($object in $run, $step) {
            $there = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($object))
            foreach ($name in 'Stage', 'IsCompleted') {
                $object.PSObject.Properties[$name] | Should -Not -BeNullOrEmpty
                $there.$name | Should -Be $object.$name
            }
            $object.Stage, $object.IsCompleted | Should -Be 'PAUSED', $false
        }
        (Get-BbPipeline 1).IsCompleted | Should -BeTrue
        (Get-BbPipeline | Where-Object IsCompleted).Count | Should -BeGreaterThan 0
    }

    It 'use lists of strings like arrays' {
        $labels = (Get-BbRunner -WorkspaceScope | Where-Object Name -EQ 'shared-1').Labels
        $labels -contains 'linux' | Should -BeTrue
        $labels[0], $labels[-1] | Should -Be 'self.hosted', 'shared'
        $labels.Count, $labels.Length, @($labels | ForEach-Object { $_ }).Count | Should -Be 3, 3, 3
        $labels -ne 'shared' | Should -Be 'self.hosted', 'linux'
        @($labels[0..1]) + 'new' | Should -Be 'self.hosted', 'linux', 'new'
        [string[]] $array = $labels
        $array | Should -HaveCount 3
        "$labels", $labels.ToString() | Should -Be 'self.hosted linux shared', 'self.hosted, linux, shared'
    }

    It 'see no empty text where there is no repository' {
        $variable = Get-BbVariable -WorkspaceScope | Select-Object -First 1
        $runner = Get-BbRunner -WorkspaceScope | Select-Object -First 1
        foreach ($object in $variable, $runner) {
            $null -eq $object.Repository | Should -BeTrue
            $object.Workspace | Should -BeExactly 'acme'
            $object | ConvertTo-Json -Compress | Should -Match '"Repository":null'
        }
    }

    It 'find the page of what has one' {
        $site = "$($emulator.SiteUri)".TrimEnd('/') + '/acme/widgets'
        (Get-BbPipeline 1).Url | Should -BeExactly "$site/pipelines/results/1"
        (Get-BbStep 1 1).Url | Should -BeLike "$site/pipelines/results/1/steps/*"
        (Get-BbTestReport 1).Url | Should -BeLike "$site/pipelines/results/1/steps/*"
        (Get-BbRepository widgets).Url | Should -BeExactly $site
        (Get-BbVariable).Url | Select-Object -Unique | Should -BeExactly "$site/admin/pipelines/repository-variables"
        (Get-BbVariable -Environment Production).Url | Select-Object -Unique | Should -BeExactly "$site/admin/pipelines/deployment-settings"
        (Get-BbEnvironment).Url | Select-Object -Unique | Should -BeExactly "$site/admin/pipelines/deployment-settings"
        (Get-BbKnownHost).Url | Select-Object -Unique | Should -BeExactly "$site/admin/pipelines/ssh-keys"
        (Get-BbPipelineConfig).Url | Should -BeExactly "$site/admin/pipelines/settings"
        (Get-BbRunner).Url | Select-Object -Unique | Should -BeExactly "$site/admin/pipelines/runners"
        @((Get-BbVariable -WorkspaceScope).Url | Where-Object { $_ }) | Should -BeNullOrEmpty
    }

    It 'know at once which custom pipeline they started' {
        $run = Invoke-BbPipeline -Custom plain
        $run.State, $run.Custom | Should -Be 'PARSING', 'plain'
        ($run | Invoke-BbPipeline).Custom | Should -BeExactly 'plain' -Because 'it runs the same again'
        (Invoke-BbPipeline -Custom plain -Wait -PollIntervalSec 1).Custom | Should -BeExactly 'plain'
        (Invoke-BbPipeline -Branch trunk).Custom | Should -BeNullOrEmpty
    }
}

Describe 'Objects that come back by <_>' -ForEach 'JSON', 'CSV', 'XML' {
    BeforeAll {
        $way = $_
    }

    It 'go on to the next cmdlet' {
        (Get-BbPipeline 1 | Send-Around | Get-BbStep).Name | Should -BeExactly (Get-BbStep 1).Name
        (Get-BbStep 1 Unit | Send-Around | Get-BbTestReport).Total | Should -Be 4
        (Get-BbRepository gadgets | Send-Around | Get-BbVariable).Name | Should -BeExactly (Get-BbVariable -Repository gadgets).Name
        (Get-BbDeployment -First 1 | Send-Around | Get-BbPipeline).BuildNumber | Should -Be (Get-BbDeployment -First 1).BuildNumber
        (Get-BbEnvironment Production | Send-Around | Get-BbVariable).Name | Should -Contain (Get-BbVariable -Environment Production)[0].Name
        (Get-BbSchedule -Custom nightly | Send-Around | Get-BbScheduleExecution).Count | Should -BeGreaterThan 0
    }

    It 'are named by the number of the run' {
        $run = Get-BbPipeline 1 | Send-Around
        $run.BuildNumber = 4711
        $failed = $null
        $run | Get-BbPipeline -ErrorVariable failed -ErrorAction SilentlyContinue
        "$failed" | Should -Match '4711'
        "$failed" | Should -Not -Match $run.Uuid
        $run | Wait-BbPipeline -ErrorVariable failed -ErrorAction SilentlyContinue -InformationVariable said 6> $null
        "$failed $said" | Should -Not -Match $run.Uuid
        $run = Get-BbPipeline 1 | Send-Around
        $run | Wait-BbPipeline -ErrorAction SilentlyContinue -InformationVariable said 6> $null | Should -Not -BeNullOrEmpty
        "$said" | Should -BeLike 'Run #1 of acme/widgets has already ended: *'
    }

    It 'name a step by few of its properties' {
        foreach ($names in @('Repository', 'Pipeline', 'Position'), @('Repository', 'Pipeline', 'Uuid'), @('Repository', 'Pipeline', 'Name'), @('Pipeline', 'Position')) {
            $row = Get-BbStep 1 Unit | Select-Object $names
            $row | Get-BbStepLog -Tail 1 -ErrorVariable failed | Should -BeExactly (Get-BbStepLog 1 Unit -Tail 1)
            $failed | Should -BeNullOrEmpty
        }
        (Get-BbStep 1 Unit | Select-Object Repository, Pipeline, Position | Send-Around | Get-BbTestReport).Total | Should -Be 4
        $null = Get-BbStep 1 1 | Select-Object Repository, Pipeline, @{ n = 'Position'; e = { 9 } } | Get-BbStepLog -ErrorVariable failed -ErrorAction SilentlyContinue
        "$failed" | Should -BeLike "*has no step '9'*"
    }

    It 'keep the workspace that they belong to' {
        $rows = Get-BbVariable -WorkspaceScope | Where-Object { -not $_.Secured } | Select-Object -First 1 | Send-Around | Set-BbVariable -Value travelled -PassThru
        $rows.Target | Should -BeExactly 'workspace acme'
    }

    It 'keep their labels' {
        Get-BbRunner -WorkspaceScope | Where-Object Name -EQ 'shared-1' | Select-Object * -ExcludeProperty Name, Uuid | Send-Around |
            ForEach-Object { $_ | New-BbRunner -Name "again-$way" -WarningAction SilentlyContinue }
        (Get-BbRunner -WorkspaceScope | Where-Object Name -EQ "again-$way").Labels | Should -Be 'self.hosted', 'linux', 'shared'
    }
}

# Last, because what these runs deploy is seen by others.
Describe 'A run that comes back by <_>' -ForEach 'JSON', 'CSV', 'XML' {
    BeforeAll { $way = $_ }

    It 'starts the same thing again as the run itself does: of a branch, a tag, a pull request and a custom pipeline' {
        $again = foreach ($run in @{ branch = 'trunk' }, @{ tag = 'v1.0.0' }, @{ pullRequest = 7 }, @{ selector = 'custom:plain' }) { Add-Run $run }
        foreach ($number in $again) {
            Clear-Request
            $live = Get-BbPipeline $number
            $live | Invoke-BbPipeline -WarningAction Ignore | Out-Null
            $live | Send-Around | Invoke-BbPipeline -WarningAction Ignore | Out-Null
            $bodies = @(Get-EmulatorRequest $emulator POST).body
            $bodies | Should -HaveCount 2
            $bodies[1] | ConvertTo-Json -Depth 9 -Compress | Should -BeExactly ($bodies[0] | ConvertTo-Json -Depth 9 -Compress)
        }
    }
}
