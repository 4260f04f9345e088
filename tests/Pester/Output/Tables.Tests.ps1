#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Many repositories on one screen, headings that are properties, and objects of two types one after the other.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $types = (Get-Command -Module BitbucketPipelines -CommandType Cmdlet).OutputType.Type |
        Where-Object { $_.Namespace -like 'BitbucketPipelines*' } | Sort-Object FullName -Unique
    $views = [xml](Get-Content "$PSScriptRoot/../../../out/BitbucketPipelines/BitbucketPipelines.Format.ps1xml")
    $tables = @($views.Configuration.ViewDefinitions.View | Where-Object TableControl | ForEach-Object { @{ Name = $_.Name; View = $_ } })
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $PSStyle.OutputRendering = 'PlainText'
    function New-Empty([type] $Type) { [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($Type) }
    # A row for each repository, below the headings; what identifies it is first and whole.
    function Assert-Table([string[]] $Lines, [int] $Width, [int] $Rows, [string] $First) {
        $Lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $Lines | Should -HaveCount (2 + $Rows)
        $Lines[1] | Should -Match '^-[- ]+$'
        $Lines[2..($Lines.Count - 1)] | ForEach-Object { $_ | Should -Match $First }
    }
}
AfterAll { Stop-TestFile }

Describe 'The table of <Name>' -ForEach $tables {
    It 'has no groups: a place is a column' {
        $View.SelectNodes('.//GroupBy').Count | Should -Be 0
    }

    It 'shows rows as they come: PowerShell holds them back where the first column lacks a width' {
        $headers = @($View.TableControl.TableHeaders.TableColumnHeader)
        $headers.Count | Should -BeGreaterThan 1
        $headers[0].Width | Should -Not -BeNullOrEmpty
    }
}

Describe 'What is seen of <_>' -ForEach $types {
    BeforeAll { $type = $_ }

    It 'has headings that are properties, whole in windows of 80, 100, 120, 140, 160 and 200 columns' {
        $object = New-Empty $type
        # A console leaves the last column free.
        foreach ($width in 79, 80, 99, 100, 119, 120, 139, 140, 159, 160, 199, 200) {
            # A comparison of runs is a page of text unless its table is asked for.
            $lines = $object | Format-Table | Show $width
            $lines[1] | Should -Match '^-[- ]+$' -Because "$width columns"
            $headings = $lines[0].Trim() -split ' +'
            $headings.Count | Should -BeGreaterThan 1
            $headings | Where-Object { -not $object.PSObject.Properties[$_] } | Should -BeNullOrEmpty
        }
    }

    It 'is a list of few properties after an object of another type' {
        $names = (Get-TypeData -TypeName $type.FullName).DefaultDisplayPropertySet.ReferencedProperties
        $names.Count | Should -BeGreaterThan 1
        $names.Count | Should -BeLessOrEqual 9
        $object = New-Empty $type
        $names.Trim() | Where-Object { -not $object.PSObject.Properties[$_] } | Should -BeNullOrEmpty
        $lines = @(Get-Item $PSHOME; New-Empty $type) | Out-String -Stream -Width 80 | Where-Object { $_ -match '^(\w+) +: ' } |
            ForEach-Object { ($_ -split ' +:')[0] }
        $lines | Should -Be $names.Trim()
    }
}

Describe 'The types that cmdlets return' {
    It 'are found' { @((Get-Command -Module BitbucketPipelines -CommandType Cmdlet).OutputType.Type | Where-Object Namespace -Like 'BitbucketPipelines*').Count | Should -BeGreaterThan 40 }
}

Describe 'A property that the headings name' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PATCH options @{ speed = 0 }
        $null = Add-Run @{ result = 'FAILED' }
        $null = Add-Run @{ result = 'PAUSED' }
        $null = Add-Run @{ selector = 'custom:nightly' }
    }

    It 'can be selected and filtered' {
        $selected = Get-BbPipeline 1 | Select-Object Build, Time, Status
        $selected.Build | Should -Be 1
        $selected.Time | Should -BeOfType timespan
        $selected.Status | Should -BeExactly 'FAILED'
        (Get-BbPipeline | Where-Object Status -EQ FAILED).BuildNumber | Should -Be 1
        (Get-BbPipeline | Where-Object Status -EQ PAUSED).Build | Should -Be 2
        (Get-BbStep 1 | Where-Object Status -EQ NOT_RUN).Name | Should -BeExactly 'Test'
    }

    It 'holds what the table shows: a tag and a pull request, too' {
        $tag = Add-Run @{ tag = 'v1.0.0' }
        $request = Add-Run @{ pullRequest = 7 }
        (Get-BbPipeline | Show 200) -match ' tag v1\.0\.0 ' | Should -HaveCount 1
        (Get-BbPipeline | Where-Object Ref -EQ 'tag v1.0.0').BuildNumber | Should -Be $tag
        (Get-BbPipeline | Where-Object Ref -Like 'PR #7 *').BuildNumber | Should -Be $request
        (Get-BbPipeline 1 | Select-Object Build, Ref).Ref | Should -BeExactly 'trunk'
        $there = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-BbPipeline $tag)))
        $there.Ref | Should -BeExactly 'tag v1.0.0'
        (Get-BbPipeline $tag).Branch | Should -BeNullOrEmpty
    }

    It 'names the run to the next cmdlet: none takes another one' {
        $selected = Get-BbPipeline 1 | Select-Object Repository, Build, Status
        ($selected | Get-BbPipeline).BuildNumber | Should -Be 1
        ($selected | Get-BbStep).Pipeline | Select-Object -Unique | Should -Be 1
        ($selected | Wait-BbPipeline -ErrorAction SilentlyContinue).BuildNumber | Should -Be 1
        $selected | Get-BbStepLog -InformationVariable said | Should -Not -BeNullOrEmpty
        "$said" | Should -Not -Match 'Newest run'
    }

    It 'starts no run of the main branch instead of the one that it names' {
        Clear-Request
        foreach ($names in @('Repository', 'Build', 'Status'), @('Repository', 'BuildNumber', 'Status'), @('Repository', 'BuildNumber')) {
            $failed = $null
            Get-BbPipeline 1 | Select-Object $names | Invoke-BbPipeline -ErrorAction SilentlyContinue -ErrorVariable failed -WarningAction Ignore
            $failed.FullyQualifiedErrorId | Should -Contain 'UnsupportedTarget,BitbucketPipelines.Commands.InvokePipelineCommand'
        }
        Get-EmulatorRequest $emulator POST | Should -BeNullOrEmpty
        Get-BbRepository gadgets | Invoke-BbPipeline -WhatIf -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
    }

    It 'binds to no parameter of the next cmdlet by its short name, if it does not name the run' {
        $short = 'Time', 'Status'
        $taken = foreach ($command in Get-Command -Module BitbucketPipelines -CommandType Cmdlet) {
            foreach ($parameter in $command.Parameters.Values) {
                if ($parameter.Attributes.ValueFromPipelineByPropertyName -contains $true) {
                    @($parameter.Name) + $parameter.Aliases | Where-Object { $_ -in $short } | ForEach-Object { "$command -$_" }
                }
            }
        }
        $taken | Should -BeNullOrEmpty
    }
}

Describe 'Many repositories' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'web'; count = 12; mainBranch = 'main' }
        $key = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'
        foreach ($number in 1..12) {
            $slug = 'web-{0:000}' -f $number
            $null = Send-Order $emulator PUT "variables/repository/acme/$slug" @{ variables = @(@{ key = 'API_URL'; value = "https://$slug.example.com" }) }
            $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = 'Production'; type = 'Production' }
            $null = Send-Order $emulator POST "known-hosts/acme/$slug" @{ hostname = 'git.example.com'; keyType = 'ssh-ed25519'; key = $key }
            $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 0 1 * * ? *'; branch = 'main'; selector = 'custom:nightly' }
        }
        $null = Send-Order $emulator PUT variables/environment/acme/web-003/Production @{ variables = @(@{ key = 'API_URL'; value = 'https://live.example.com' }) }
    }

    Context 'in <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 }, @{ Width = 160 } {
        It 'are one line each: runs, and waiting for them' {
            $lines = Get-BbRepository 'web-*' | Invoke-BbPipeline -Branch main | Wait-BbPipeline -PollIntervalSec 0.1 | Show $Width
            Assert-Table $lines $Width 12 '^web-0\d\d +\d+ SUCCESSFUL +\d+:\d\d +\d+s ago +main'
            if ($Width -ge 160) { $lines[2] | Should -Match ' MANUAL +Dev Example$' }
            (Get-BbRepository 'web-*' | Get-BbPipeline -First 1 | Show $Width).Count | Should -Be 14
        }

        It 'are one line each: variables that were found, and what wins over them' {
            $lines = Find-BbVariable API_URL -Repository 'web-*' | Show $Width
            Assert-Table $lines $Width 13 '^web-0\d\d +(Production )? *API_URL +https://'
            $lines[0] | Should -Match '^Repository +Environment +Name +Value +OverriddenBy$'
            $lines -match '^web-003 +API_URL .* acme/web-0' | Should -HaveCount 1
            Assert-Table (Get-BbRepository 'web-*' | Get-BbVariable | Show $Width) $Width 12 '^web-0\d\d +API_URL +False +https://web'
        }

        It 'are one line each: variables that were copied' {
            $lines = Copy-BbVariable -Name API_URL -Repository web-001 -ToRepository 'web-*' | Show $Width
            Assert-Table $lines $Width 11 '^acme/web-0\d\d +API_URL +(Update|Unchanged) +Succeeded$'
        }

        It 'are one line each: known hosts, environments, deployments and schedules' {
            Assert-Table (Get-BbRepository 'web-*' | Get-BbKnownHost | Show $Width) $Width 12 '^web-0\d\d +git\.example\.com +ssh-ed25519 SHA256:'
            Assert-Table (Get-BbRepository 'web-*' | Get-BbEnvironment | Show $Width) $Width 12 '^web-0\d\d +Production +Production +False +OPEN$'
            Assert-Table (Get-BbRepository 'web-*' | Get-BbSchedule | Show $Width) $Width 12 '^web-0\d\d +main +nightly +0 0 1 \* \* \? \* +'
        }
    }
}

Describe 'Repositories whose long names begin alike' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'customer-portal-frontend-service'; count = 3; mainBranch = 'main' }
        $names = 1..3 | ForEach-Object { 'customer-portal-frontend-service-{0:000}' -f $_ }
        foreach ($slug in $names) {
            $null = Send-Order $emulator PUT "variables/repository/acme/$slug" @{ variables = @(@{ key = 'API_URL_OF_THE_PAYMENT_SERVICE'; value = 'x' }) }
            $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = 'Production'; type = 'Production' }
        }
    }

    It 'are whole in <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 }, @{ Width = 160 }, @{ Width = 200 } {
        $tables = @{
            Runs         = $names | ForEach-Object { Add-Run @{} $_ | Out-Null; Get-BbPipeline -Repository $_ -First 1 }
            Variables    = $names | ForEach-Object { Get-BbVariable -Repository $_ }
            Found        = Find-BbVariable 'API_*' -Repository $names
            Environments = $names | ForEach-Object { Get-BbEnvironment -Repository $_ }
            Changes      = $names | ForEach-Object { Set-BbVariable API_URL_OF_THE_PAYMENT_SERVICE y -Repository $_ -PassThru }
            Repositories = Get-BbRepository 'customer-*'
        }
        foreach ($table in $tables.GetEnumerator()) {
            $lines = $table.Value | Show $Width
            $lines | Should -HaveCount 5 -Because $table.Key
            $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
            foreach ($number in 1..3) {
                $lines[2..4] -match "^(acme/|acme +)?customer-portal-frontend-service-00$number( |$)" | Should -HaveCount 1 -Because $table.Key
            }
        }
        foreach ($table in 'Variables', 'Found', 'Changes') {
            $lines = $tables[$table] | Show $Width
            if ($Width -ge 120) { $lines -match ' API_URL_OF_THE_PAYMENT_SERVICE( |$)' | Should -HaveCount 3 -Because $table }
        }
    }

    It 'are whole in a table that fits its columns to them, and in a file of wide lines' {
        $runs = $names | ForEach-Object { Get-BbPipeline -Repository $_ -First 1 }
        $lines = $runs | Format-Table -AutoSize | Show 160
        foreach ($name in $names) { $lines -match "^$name " | Should -HaveCount 1 }
        $variables = $names | ForEach-Object { Get-BbVariable -Repository $_ }
        $variables | Format-Table -AutoSize | Out-File "$TestDrive/wide.txt" -Width 300
        (Get-Content "$TestDrive/wide.txt") -match ' API_URL_OF_THE_PAYMENT_SERVICE ' | Should -HaveCount 3
        # The standard table, too: an object that was not written by a cmdlet.
        $run = [BitbucketPipelines.Api.Models.Pipeline]::new()
        $run.Repository = $names[0]
        $run | Format-Table -AutoSize | Show 160 | Select-Object -Last 1 | Should -Match "^$($names[0]) "
    }

    It 'are whole when the first rows of a list have short names' {
        $lines = Get-BbRepository | Sort-Object { $_.Slug.Length } | Show 120
        foreach ($name in $names) { $lines -match "^acme +$name " | Should -HaveCount 1 }
        $lines = Find-BbVariable 'API_*' | Show 120
        $lines -match '^widgets ' | Should -Not -BeNullOrEmpty
        foreach ($name in $names) { $lines -match "^$name +API_URL_OF_THE_PAYMENT_SERVICE " | Should -HaveCount 1 }
    }

    It 'are whole in a table of runs even if they are as long as names can be' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'platform-of-the-billing-and-the-reconciliation-services-eu'; count = 2; mainBranch = 'main' }
        $long = 1..2 | ForEach-Object { 'platform-of-the-billing-and-the-reconciliation-services-eu-00' + $_ }
        foreach ($slug in $long) { $null = Add-Run @{} $slug }
        $run = Get-BbRepository 'platform-*' | Get-BbPipeline
        $run | Should -HaveCount 2
        foreach ($width in 80, 120, 160) {
            $lines = $run | Show $width
            $lines | ForEach-Object Length | Should -BeLessOrEqual $width
            foreach ($slug in $long) { $lines -match "^$slug +1 \S+" | Should -HaveCount 1 }
            if ($width -eq 160) { $lines[0] | Should -Match ' Ref +Trigger +Creator' }
        }
    }

    It 'are whole in every other table, too: <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 }, @{ Width = 160 }, @{ Width = 200 } {
        if ($Width -eq 80) { $null = Send-Order $emulator POST repositories/acme @{ slug = 'warehouse-of-the-billing-and-reconciliation-services-europ'; count = 2; mainBranch = 'main' } }
        $long = 1..2 | ForEach-Object { 'warehouse-of-the-billing-and-reconciliation-services-europ-00' + $_ }
        $name = 'THE_ADDRESS_OF_THE_PAYMENT_SERVICE_IN_STAGING'
        $key = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'
        foreach ($slug in $long) {
            if ($Width -ne 80) { continue }
            $null = Send-Order $emulator PUT "variables/repository/acme/$slug" @{ variables = @(@{ key = $name; value = 'x' }) }
            $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = 'Production'; type = 'Production' }
            $null = Send-Order $emulator POST "known-hosts/acme/$slug" @{ hostname = 'git.example.com'; keyType = 'ssh-ed25519'; key = $key }
            $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 0 1 * * ? *'; branch = 'main'; selector = 'custom:nightly' }
        }
        $repositories = Get-BbRepository 'warehouse-*'
        $tables = @{
            Repositories = $repositories
            Variables    = $repositories | Get-BbVariable
            Found        = Find-BbVariable 'THE_ADDRESS*' -Repository $long
            Environments = $repositories | Get-BbEnvironment
            Hosts        = $repositories | Get-BbKnownHost
            Schedules    = $repositories | Get-BbSchedule
            Configs      = $repositories | Get-BbPipelineConfig
            Changes      = $repositories | Set-BbVariable $name y -PassThru
        }
        foreach ($table in $tables.GetEnumerator()) {
            $lines = $table.Value | Show $Width
            $lines | Should -HaveCount 4 -Because $table.Key
            $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
            foreach ($slug in $long) { $lines -match "^(acme/|acme +)?$slug( |$)" | Should -HaveCount 1 -Because $table.Key }
        }
        if ($Width -ge 160) { foreach ($table in 'Variables', 'Found', 'Changes') { $tables[$table] | Show $Width | Select-Object -Last 2 | Should -Match " $name " } }
    }

    It 'show long names of what they hold' {
        $name = 'THE_ADDRESS_OF_THE_PAYMENT_SERVICE_IN_THE_STAGING_ENVIRONMENT_OF'
        foreach ($end in 'EU', 'US') { $null = Set-BbVariable "${name}_$end" 1 -Repository gadgets }
        foreach ($width in 120, 160) {
            $lines = Get-BbVariable "$name*" -Repository gadgets | Show $width
            foreach ($end in 'EU', 'US') { $lines -match "^gadgets +${name}_$end( |$)" | Should -HaveCount 1 }
        }
    }

    It 'lose their middle where they do not fit, so that no two rows look alike' {
        # The table was begun for short names, which PowerShell then keeps.
        foreach ($slug in @('gadgets') + $names) { $null = Add-Run @{} $slug }
        $lines = & { Get-BbPipeline -Repository gadgets -First 1; foreach ($slug in $names) { Get-BbPipeline -Repository $slug -First 1 } } | Show 120
        $rows = $lines | Select-Object -Skip 3
        $rows | Should -HaveCount 3
        $rows | Select-Object -Unique | Should -HaveCount 3
        foreach ($number in 1..3) { $rows -match "^custo\u2026ce-00$number " | Should -HaveCount 1 }
        $name = 'X' * 150
        foreach ($end in 'EU', 'US') { $null = Set-BbVariable "${name}_$end" 1 -Repository gadgets }
        $lines = Get-BbVariable 'XXX*' -Repository gadgets | Show 160
        foreach ($end in 'EU', 'US') { $lines -match "^gadgets +X+\u2026X+_$end +False" | Should -HaveCount 1 }
    }

    It 'leave room for the rest when they are short' {
        $null = Add-Run @{ selector = 'custom:nightly-regression' }
        Get-BbPipeline -First 1 | Show 80 | Select-Object -Last 1 | Should -Match '^widgets +1 \S+ +\S+ +\d+\w ago nightly-regression trunk$'
    }

    It 'are in the same table with objects that no cmdlet wrote' {
        $run = [BitbucketPipelines.Api.Models.Pipeline]::new()
        $run.Repository = 'short'
        $lines = @(Get-BbPipeline -Repository $names[0] -First 1; $run; Get-BbPipeline -First 1) | Show 120
        $lines | Should -HaveCount (2 + 3)
        $lines[2] | Should -Match "^$($names[0]) "
    }
}

Describe 'The checks of a session' {
    It 'are a line each; where there is something to do, all of it is shown, and no word is broken' {
        Connect-Emulator $emulator
        $lines = Test-BbSession -Detailed | Show 80
        Assert-Table $lines 80 23 ' Passed +\S'
        Connect-Emulator $emulator -User noscope@example.com -Token noscope-token
        $checks = Test-BbSession -Detailed
        $failed = $checks | Where-Object Check -EQ 'Pipelines access'
        $lines = $checks | Show 80
        $lines | ForEach-Object Length | Should -BeLessOrEqual 80
        $first = [Array]::FindIndex([string[]]$lines, [Predicate[string]] { $args[0] -like 'Pipelines access*' })
        $last = [Array]::FindIndex([string[]]$lines, [Predicate[string]] { $args[0] -like 'Granted scopes*' })
        ($lines[$first..($last - 1)] | ForEach-Object { $_.Substring(48).Trim() }) -join ' ' |
            Should -BeExactly "$($failed.Message) $($failed.Recommendation)"
        Connect-Emulator $emulator
    }
}

Describe 'Two types of objects on one screen' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Add-Run @{ result = 'FAILED'; ageSeconds = 90000 }
        $null = Add-Run @{ ageSeconds = 7200 }
    }

    It 'are a table and short lists' {
        $lines = & { Get-BbPipeline 1; Get-BbStep 1 } | Show 80
        $lines | ForEach-Object Length | Should -BeLessOrEqual 80
        $lines | Should -HaveCount (3 + 2 * 8)
        $lines[2] | Should -Match '^widgets +1 FAILED +0:03 +1d ago +trunk$'
        $step = $lines[3..10] -replace '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*', 'TIME' -replace ': \w{3} TIME', ': TIME'
        $step | Should -BeExactly @(
            'Repository  : widgets', 'Pipeline    : 1', 'Position    : 1', 'Name        : Build', 'State       : COMPLETED', 'Result      : FAILED'
            'Duration    : 0:03', 'StartedOn   : TIME')
    }

    It 'read the same in the other order, and in a script of a build' {
        $lines = & { Get-BbStep 2 1; Get-BbPipeline 2 } | Show 80
        $lines -match '^Branch +: trunk$' | Should -HaveCount 1
        $lines -match 'Detail|AdditionalProperties|BitbucketPipelines\.' | Should -BeNullOrEmpty
        $said = Invoke-Child $emulator 'Get-BbPipeline 2; Get-BbStep 2' @{ TF_BUILD = 'true' }
        $said.Output -split '\r?\n' -match '^Name +: (Build|Test)$' | Should -HaveCount 2
        $said.All | Should -Not -Match 'Detail|AdditionalProperties|umask'
    }

    It 'leave the original to scripts, and no trace of what is shown' {
        $step = Get-BbStep 1 1
        $step.Name | Should -BeExactly 'Build'
        ($step | ConvertTo-Json -Depth 1 -WarningAction Ignore) | Should -Not -Match '"\w+ "'
        ($step | ConvertTo-Csv)[0] | Should -Not -Match '"\w+ "'
        ($step | Get-Member).Name | Where-Object { $_ -match ' $' } | Should -BeNullOrEmpty
    }
}

Describe 'Objects of another process' {
    It 'are the same lists after an object of another type, and stay what they are' {
        Connect-Emulator $emulator
        $null = Add-Run @{ result = 'FAILED' }
        $objects = @(Get-BbPipeline 1), @(Get-BbStep 1), @(Get-BbRunner), @(Get-BbSchedule), @(Get-BbVariable | Select-Object -First 1)
        foreach ($here in $objects) {
            $xml = [System.Management.Automation.PSSerializer]::Serialize($here, 2)
            $there = [System.Management.Automation.PSSerializer]::Deserialize($xml)
            $list = @(Get-Item $PSHOME; $there) | Show 80
            $list -match '^Repository +: widgets$' | Should -HaveCount @($here).Count
            $list | Should -BeExactly (@(Get-Item $PSHOME; $here) | Show 80)
            ($there | ConvertTo-Csv -NoTypeInformation)[0] | Should -BeExactly ($here | ConvertTo-Csv -NoTypeInformation)[0]
            [System.Management.Automation.PSSerializer]::Serialize($there) | Should -Not -Match 'N="\w+ "'
        }
        $run = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($objects[0][0]))
        ($run | Select-Object Build, Time).Build | Should -Be 1
    }

    It 'show times alike when they came as text, as those of a job do' {
        Connect-Emulator $emulator
        $null = Add-Run @{ ageSeconds = 9000 }
        foreach ($here in (Get-BbPipeline 1), (Get-BbStep 1 1), (Get-BbSchedule -Custom nightly)) {
            # As a job does, which sends the text of a time only.
            $there = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($here, 1))
            @($there.PSObject.Properties | Where-Object Name -Match 'On$|^NextRun$|^LastUpdated$' | Where-Object { $_.Value -is [string] }).Count | Should -BeGreaterThan 0
            @(Get-Item $PSHOME; $there) | Show 120 | Should -BeExactly (@(Get-Item $PSHOME; $here) | Show 120)
            $there | Show 160 | Should -BeExactly ($here | Show 160)
            ($there | Format-List | Show 120) -cmatch '(On|NextRun|LastUpdated) +: \w' | Should -Match ': \w{3} \d{4}-\d\d-\d\d'
        }
        (Get-Date $there.CreatedOn) | Should -BeOfType datetime
    }

    It 'have the same tables' {
        Connect-Emulator $emulator
        $null = Add-Run @{ ageSeconds = 9000 }
        $objects = @(Get-BbPipeline), @(Get-BbStep 1), @(Get-BbRunner), @(Get-BbSchedule), @(Get-BbCache), @(Get-BbVariable)
        foreach ($here in $objects) {
            $there = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($here))
            $Error.Clear()
            $there | Show 160 | Should -BeExactly ($here | Show 160)
            $Error | Should -BeNullOrEmpty
        }
    }
}

Describe 'A list of many pages' {
    It 'has the standard table, so that its objects need no type name of their own' {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST runs/acme/gadgets @{ count = 150; branch = 'main'; result = 'SUCCESSFUL' }
        $all = @(Get-BbPipeline -Repository gadgets)
        $all | Should -HaveCount 150
        $all.ForEach({ $_.PSObject.TypeNames[0] }) | Select-Object -Unique | Should -BeExactly 'BitbucketPipelines.Api.Models.Pipeline'
        # As few as fit on a page are shown in the table for short names.
        (Get-BbPipeline -Repository gadgets -First 3)[0].PSObject.TypeNames[0] | Should -BeExactly 'BitbucketPipelines.Api.Models.Pipeline#ShortPlace'
    }
}
