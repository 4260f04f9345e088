#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What is offered for which parameter, and what the tooltips say.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 100
    function Get-Match([string] $Line) {
        @([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches |
                Where-Object ResultType -EQ ParameterValue)
    }
    function Get-Text([string] $Line) { @(Get-Match $Line | ForEach-Object CompletionText) }
    function Get-Tooltip([string] $Line) { @(Get-Match $Line | ForEach-Object ToolTip) }

    Connect-Emulator $emulator
    $null = Add-Run @{ count = 24; branch = 'trunk'; result = 'SUCCESSFUL'; ageSeconds = 40000; spacingSeconds = 60; creator = 'ann' }
    $null = Add-Run @{ branch = 'feature/log-view'; selector = 'custom:nightly'; result = 'FAILED'; ageSeconds = 7300; creator = 'bob' }
    $null = Add-Run @{ tag = 'v1.0.0'; result = 'STOPPED'; ageSeconds = 650; creator = 'ann' }
    $null = Add-Run @{ pullRequest = 7; selector = 'pull-requests'; result = 'RUNNING'; ageSeconds = 65; creator = 'bob' }
    $null = Send-Order $emulator POST repositories/other @{ slug = 'gizmos'; mainBranch = 'main' }
    $null = Send-Order $emulator POST environments/acme/gadgets @{ name = 'Green House'; type = 'Staging' }
    $null = Send-Order $emulator POST environments/other/gizmos @{ name = 'Blue'; type = 'Test' }
    $hash = (Get-BbPipeline 27).Commit
}
AfterAll { Stop-TestFile }

Describe 'Completion of runs' {
    It 'offers the newest 20 by number: <Line>' -ForEach @(
        @('Get-BbPipeline ', 'Get-BbPipeline -Pipeline ', 'Get-BbStep ', 'Get-BbStepLog ', 'Get-BbStepLog -Pipeline ', 'Wait-BbPipeline ',
            'Stop-BbPipeline ', 'Get-BbTestReport ', 'Get-BbTestCase ', 'Get-BbTestCaseReason ', 'Get-BbDeployment -Pipeline ').ForEach{ @{ Line = $_ } }
    ) {
        Get-Text $Line | Should -BeExactly (27..8)
    }

    It 'offers those that begin with what was typed' {
        Get-Text 'Get-BbStep 1' | Should -BeExactly (19..10)
        Get-Text "Get-BbPipeline '#2" | Should -BeExactly (27..20)
        Get-Text 'Get-BbPipeline 27, 2' | Should -Contain '26'
        Get-Text 'Get-BbPipeline x' | Should -BeNullOrEmpty
        Get-Text 'Get-BbStep La' | Should -BeExactly 'latest'
    }

    It 'says branch, custom pipeline, result and age' {
        (Get-Tooltip 'Get-BbStepLog ')[0..3] | ForEach-Object { $_ -replace '\d+[smhd](?= ago)', 'N' } | Should -BeExactly @(
            'PR #7 feature/log-view, RUNNING, N ago', 'tag v1.0.0, STOPPED, N ago', 'feature/log-view, nightly, FAILED, N ago', 'trunk, SUCCESSFUL, N ago')
    }

    It 'knows the steps and tests of the newest run: <Line>' -ForEach @(
        @{ Line = 'Get-BbStepLog -Step '; Same = 'Get-BbStepLog 27 ' }
        @{ Line = 'Get-BbStepLog latest '; Same = 'Get-BbStepLog 27 ' }
        @{ Line = 'Get-BbTestReport -Step '; Same = 'Get-BbTestReport 27 -Step ' }
        @{ Line = 'Get-BbStep -Branch trunk -Step '; Same = 'Get-BbStep 24 -Step ' }
        @{ Line = 'Get-BbTestCase -Branch trunk -Name '; Same = 'Get-BbTestCase 24 -Name ' }
    ) {
        $found = Get-Match $Line
        $found | Should -Not -BeNullOrEmpty
        $found.CompletionText | Should -BeExactly (Get-Text $Same)
        $found.ToolTip | Should -BeExactly (Get-Tooltip $Same)
    }

    It 'guesses no run where one is specified that is not known yet' {
        Get-Text 'Get-BbStepLog (Get-BbPipeline 3) -Step ' | Should -BeNullOrEmpty
        Get-Text 'Get-BbStepLog nosuch -Step ' | Should -BeNullOrEmpty
        Get-Text 'Get-BbStepLog $nosuch -Step ' | Should -BeNullOrEmpty
        Get-Text 'Get-BbTestCase -InputObject $nosuch -Name ' | Should -BeNullOrEmpty
        Get-Text 'Get-BbPipeline 3 | Get-BbStepLog -Step ' | Should -BeNullOrEmpty
    }

    It 'knows the repository' {
        $null = Add-Run @{ } gadgets
        Get-Text 'Get-BbPipeline -Repository gadgets -Pipeline ' | Should -BeExactly '1'
    }
}

Describe 'Completion of <What>' -ForEach @(
    @{ What = 'workspaces'; Line = 'Get-BbPipeline -Workspace '; Expect = 'acme', 'other' }
    @{ What = 'workspaces that begin so'; Line = 'Get-BbRepository -Workspace o'; Expect = 'other' }
    @{ What = 'workspaces, for Connect-BbWorkspace'; Line = 'Connect-BbWorkspace ot'; Expect = 'other' }
    @{ What = 'workspace/slug, for Connect-BbWorkspace'; Line = 'Connect-BbWorkspace other/g'; Expect = 'other/gizmos' }
    @{ What = 'workspace/slug in quotes, for Connect-BbWorkspace'; Line = "Connect-BbWorkspace 'acme/w"; Expect = "'acme/widgets'" }
    @{ What = 'repositories, for Connect-BbWorkspace'; Line = 'Connect-BbWorkspace other '; Expect = 'gizmos' }
    @{ What = 'workspace/slug'; Line = 'Get-BbPipeline -Repository acme/w'; Expect = 'acme/widgets' }
    @{ What = 'workspace/slug of another workspace'; Line = 'Get-BbPipeline -Repository other/'; Expect = 'other/gizmos' }
    @{ What = 'workspace/slug in quotes'; Line = "Get-BbPipeline -Repository 'other/g"; Expect = "'other/gizmos'" }
    @{ What = 'workspace/slug of a contradicted workspace'; Line = 'Get-BbPipeline -Workspace acme -Repository other/'; Expect = @() }
    @{ What = 'addresses'; Line = 'Get-BbPipeline -Repository https://bitbucket.org/ac'; Expect = @() }
    @{ What = 'creators'; Line = 'Get-BbPipeline -Creator '; Expect = 'bob', 'ann' }
    @{ What = 'creators that begin so'; Line = 'Get-BbPipeline -Creator a'; Expect = 'ann' }
    @{ What = 'states'; Line = 'Get-BbDeployment -State '; Expect = 'COMPLETED', 'IN_PROGRESS', 'UNDEPLOYED' }
    @{ What = 'results of deployments'; Line = 'Get-BbDeployment -Status F'; Expect = 'FAILED' }
    @{ What = 'statuses of runs'; Line = 'Get-BbPipeline -Status H'; Expect = 'HALTED' }
    @{ What = 'statuses of tests'; Line = 'Get-BbTestCase 1 -Status '; Expect = 'SUCCESSFUL', 'FAILED', 'ERROR', 'SKIPPED' }
    @{ What = 'pull requests'; Line = 'Invoke-BbPipeline -PullRequest '; Expect = '7' }
    @{ What = 'labels'; Line = 'New-BbRunner x -Label linux'; Expect = 'linux', 'linux.arm64', 'linux.shell' }
    @{ What = 'labels of the workspace'; Line = 'New-BbRunner x -WorkspaceScope -Label self'; Expect = 'self.hosted' }
    @{ What = 'cron patterns'; Line = 'New-BbSchedule trunk -Cron @'; Expect = "'@hourly'", "'@daily'", "'@weekly'", "'@monthly'", "'@yearly'" }
    @{ What = 'cron patterns in quotes'; Line = "Set-BbSchedule -Cron '0 2 * * 1"; Expect = "'0 2 * * 1-5'" }
    @{ What = 'booleans'; Line = 'Set-BbSchedule -Enabled '; Expect = '$true', '$false' }
    @{ What = 'custom pipelines on Invoke-BbPipeline -Pipeline'; Line = 'Invoke-BbPipeline -Pipeline nig'; Expect = 'nightly' }
    @{ What = 'custom pipelines on New-BbSchedule -Pipeline'; Line = 'New-BbSchedule trunk -Pipeline nig'; Expect = 'nightly' }
    @{ What = 'hosts'; Line = 'Copy-BbKnownHost buil'; Expect = 'build.example.com' }
    @{ What = 'keys of OpenID tokens'; Line = 'Get-BbOidcKey '; Expect = { (Get-BbOidcKey).KeyId } }
    @{ What = 'commits'; Line = 'Invoke-BbPipeline -Commit '; Contain = { $hash } }
    @{ What = 'fingerprints'; Line = 'Get-BbKnownHost -Fingerprint '; Contain = { Get-BbKnownHost | ForEach-Object { "'$($_.Fingerprint)'" -replace "^'(SHA256:[\w/+:]+)'$", '$1' } } }
) {
    It 'offers <Expect>' {
        $found = @(Get-Text $Line)
        if ($Contain) { & $Contain | ForEach-Object { $found | Should -Contain $_ } }
        else { $found | Should -BeExactly ($Expect -is [scriptblock] ? (& $Expect) : $Expect) }
    }
}

Describe 'Completion of names of variables' {
    It 'works for every cmdlet: <Line>' -ForEach @(
        @('Get-BbVariable ', 'Set-BbVariable ', 'Remove-BbVariable ', 'Copy-BbVariable -Name ', 'Copy-BbVariable -Exclude ', 'Sync-BbVariable -Name ',
            'Sync-BbVariable -Exclude ', 'Compare-BbVariable -Name ', 'Export-BbVariable x.env -Name ', 'Find-BbVariable ',
            'Import-BbVariable x.env -SecuredName ').ForEach{ @{ Line = $_ } }
    ) {
        Get-Text "$($Line)DB_" | Should -Contain 'DB_PASSWORD'
    }

    It 'knows the scope' {
        Get-Text 'Copy-BbVariable -Environment Production -Name ' | Sort-Object | Should -BeExactly ((Get-BbVariable -Environment Production).Name | Sort-Object)
        Get-Text 'Export-BbVariable x.env -WorkspaceScope -Name NPM' | Should -BeExactly 'NPM_TOKEN'
        Get-Tooltip 'Get-BbVariable DB_PA' | Should -BeExactly 'secured variable of acme/widgets'
    }
}

Describe 'Completion of the target' {
    It 'asks the target, not the source: <Line>' -ForEach @(
        @{ Line = 'Copy-BbVariable -ToRepository gadgets -ToEnvironment G'; Expect = "'Green House'" }
        @{ Line = 'Sync-BbVariable -Repository widgets -ToRepository acme/gadgets -ToEnvironment "gr'; Expect = '"Green House"' }
        @{ Line = 'Compare-BbVariable -ToRepository gadgets -ToEnvironment Gr'; Expect = "'Green House'" }
        @{ Line = 'Copy-BbVariable -Environment Staging -ToEnvironment Pro'; Expect = 'Production' }
        @{ Line = 'Copy-BbVariable -ToRepository other/gizmos -ToEnvironment '; Expect = 'Blue' }
        @{ Line = 'Copy-BbVariable -ToWorkspace other -ToRepository gizmos -ToEnvironment '; Expect = 'Blue' }
        @{ Line = 'Copy-BbVariable -ToWorkspace other -ToRepository '; Expect = 'gizmos' }
        @{ Line = 'Copy-BbKnownHost -ToWorkspace other -ToRepository g'; Expect = 'gizmos' }
        @{ Line = 'Copy-BbVariable -ToWorkspace '; Expect = 'acme', 'other' }
        @{ Line = 'Copy-BbVariable -ToRepository * -ToEnvironment '; Expect = @() }
    ) {
        @(Get-Text $Line) | Should -BeExactly $Expect
    }

    It 'asks with the session of the target' {
        $global:targetSession = Connect-BbWorkspace other gizmos -PassThru -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -Credential (
            [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force)))
        try {
            Connect-BbWorkspace acme widgets -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -Credential (
                [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force)))
            Get-Text 'Copy-BbVariable -ToSession $targetSession -ToRepository ' | Should -BeExactly 'gizmos'
            Get-Text 'Copy-BbVariable -ToSession $targetSession -ToRepository gizmos -ToEnvironment ' | Should -BeExactly 'Blue'
        }
        finally {
            Remove-Variable targetSession -Scope Global
        }
    }
}

Describe 'Completion of uuids' {
    It 'tells what they stand for: <Line>' -ForEach @(
        @{ Line = 'Get-BbSchedule '; Get = { Get-BbSchedule }; Tooltip = '^nightly on trunk, 0 0 2 \* \* \? \*, next run [\d-]+ 02:00Z$' }
        @{ Line = 'Remove-BbSchedule -Uuid '; Get = { Get-BbSchedule }; Tooltip = '^release/1.x, .*\(disabled\)$' }
        @{ Line = 'Get-BbScheduleExecution '; Get = { Get-BbSchedule }; Tooltip = '^nightly on trunk' }
        @{ Line = 'Get-BbCache -Uuid '; Get = { Get-BbCache }; Tooltip = '^node, [\d.]+ [KM]?B, 8d old$' }
        @{ Line = 'Get-BbRunner -Uuid '; Get = { Get-BbRunner }; Tooltip = '^linux-1, ONLINE, .*linux' }
        @{ Line = 'Set-BbRunner -Uuid '; Get = { Get-BbRunner }; Tooltip = '^mac-1, OFFLINE' }
        @{ Line = 'Get-BbEnvironment -Uuid '; Get = { Get-BbEnvironment }; Tooltip = '^Production, Production$' }
        @{ Line = 'Get-BbKnownHost -Uuid '; Get = { Get-BbKnownHost }; Tooltip = '^build.example.com, ssh-ed25519, SHA256:' }
        @{ Line = 'Get-BbVariable -Uuid '; Get = { Get-BbVariable }; Tooltip = '^DB_PASSWORD, secured variable of acme/widgets$' }
    ) {
        Get-Text $Line | ForEach-Object { $_.Trim("'") } | Sort-Object | Should -BeExactly ((& $Get).Uuid | Sort-Object)
        Get-Tooltip $Line | Where-Object { $_ -match $Tooltip } | Should -Not -BeNullOrEmpty
    }

    It 'goes on from a part, with the brace or without a name' {
        $nightly = Get-BbSchedule -Custom nightly
        Get-Text "Get-BbSchedule '$($nightly.Uuid.Substring(0, 9))" | Should -BeExactly "'$($nightly.Uuid)'"
        Get-Text 'Get-BbSchedule nig' | Should -BeExactly "'$($nightly.Uuid)'"
        Get-Text 'Remove-BbRunner -Uuid mac' | Should -BeExactly "'$((Get-BbRunner mac-1).Uuid)'"
    }

    It 'tells of deployments' {
        $null = Invoke-BbPipeline -Custom deploy -Wait
        $deployment = @(Get-BbDeployment)[0]
        Get-Text 'Get-BbDeployment -Uuid ' | Should -Contain "'$($deployment.Uuid)'"
        (Get-Tooltip 'Get-BbDeployment -Uuid ')[0] | Should -Match "^$($deployment.Environment), "
    }
}

Describe 'Tooltips of names' {
    It 'says what the text does not: <Line>' -ForEach @(
        @{ Line = 'Get-BbRunner linux-1'; Tooltip = 'ONLINE, *linux*' }
        @{ Line = 'Get-BbCache no'; Tooltip = '2 versions, * old' }
        @{ Line = 'Get-BbCache my'; Tooltip = '*KB, 40d old' }
        @{ Line = 'Get-BbEnvironment Sta'; Tooltip = 'Staging' }
        @{ Line = 'Get-BbPipeline -Branch tru'; Tooltip = '???????, *' }
        @{ Line = 'Invoke-BbPipeline -PullRequest '; Tooltip = '*feature/log-view to trunk*' }
        @{ Line = 'New-BbSchedule trunk -Cron ''@daily'; Tooltip = 'every day at 0:00 UTC, next run *' }
    ) {
        Get-Tooltip $Line | Should -BeLike $Tooltip
    }

    It 'shows nothing that a terminal would act on' {
        $null = Send-Order $emulator POST pullrequests/acme/widgets @{
            id = 8; source = 'feature/log-view'; destination = 'trunk'; title = "evil $([char]27)[2J`r`nsecond line $([char]0x202e)x " + 'long' * 100 }
        Connect-BbWorkspace acme widgets -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -Credential (
            [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force)))
        $tooltip = Get-Tooltip 'Get-BbPipeline -PullRequest 8'
        $tooltip | Should -Match '^evil.*second line'
        $tooltip | Should -Not -Match "[\x00-\x1f$([char]0x202e)]"
        $tooltip.Length | Should -BeLessThan 210
    }
}

Describe 'Completion of custom pipelines' {
    BeforeAll {
        # The emulator has one file for all branches, so the file of a branch is a fault that answers.
        function Add-File([string] $Repository, [string] $Branch, [string] $Yaml) {
            $hash = (Send-Order $emulator POST "refs/acme/$Repository" @{ branch = $Branch }).hashes.$Branch
            $null = Send-Order $emulator POST faults @{ path = "/$Repository/src/$hash/"; status = 200; body = $Yaml; contentType = 'text/plain'; times = 0 }
        }
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'custom'; mainBranch = 'main' }
        $null = Send-Order $emulator PUT scripts/acme/custom/custom:of-main @{ steps = @(@{ name = 'A' }) }
        Add-File custom topic/new "pipelines:`n  custom:`n    of-branch:`n      - variables:`n          - name: REGION`n            default: eu`n          - name: SIZE`n      - step: {}`n    other: []`n"
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'cloned'; mainBranch = 'main' }
        $null = Send-Order $emulator PUT scripts/acme/cloned/custom:of-main @{ steps = @(@{ name = 'A' }) }
        $null = New-Item "$TestDrive/clone/.git", "$TestDrive/clone/src" -ItemType Directory
        Set-Content "$TestDrive/clone/.git/config" "[remote `"origin`"]`n`turl = $($emulator.SiteUri)acme/cloned.git"
        Set-Content "$TestDrive/clone/bitbucket-pipelines.yml" "pipelines:`n  custom:`n    of-clone:`n      - step: {}`n"
    }
    BeforeEach { Push-Location $TestDrive }
    AfterEach { Pop-Location }

    It 'reads the main branch' {
        Get-Text 'Invoke-BbPipeline -Repository custom -Custom of' | Should -BeExactly 'of-main'
        Get-Tooltip 'Invoke-BbPipeline -Repository custom -Custom of' | Should -BeExactly 'custom pipeline of branch main'
    }

    It 'reads the YAML that is typed, or none where it is not known: <Line>' -ForEach @(
        @{ Line = 'Invoke-BbPipeline -Repository custom -Yaml (Get-Content own.yml) -Custom '; Text = 'of-text' }
        @{ Line = 'Invoke-BbPipeline -Repository custom -Yaml (Get-Content -Raw ./own.yml) -Custom '; Text = 'of-text' }
        @{ Line = 'Get-Content own.yml | Invoke-BbPipeline -Repository custom -Custom '; Text = 'of-text' }
        @{ Line = 'Invoke-BbPipeline -Repository custom -Yaml (Get-Text2) -Custom '; Text = $null }
        @{ Line = 'Invoke-BbPipeline -Repository custom -Yaml (Get-Content own.yml) -Custom of-text -Variable '; Text = "@{ ABC = '' }" }
        @{ Line = 'Get-BbRepository custom | Invoke-BbPipeline -Repository custom -Custom '; Text = 'of-main' }
        @{ Line = 'Get-Content own.yml | ConvertFrom-Json | Invoke-BbPipeline -Repository custom -Custom '; Text = 'of-main' }
        @{ Line = 'Get-Content own.yml | New-BbSchedule -Repository custom -Custom '; Text = 'of-main' }
    ) {
        Set-Content own.yml "pipelines:`n  custom:`n    of-text:`n      - variables: [ { name: ABC } ]`n      - step: {}`n"
        Get-Text $Line | Should -BeExactly $Text
    }

    It 'reads the branch that is typed, before or behind' {
        Get-Text 'Invoke-BbPipeline -Repository custom -Branch topic/new -Custom o' | Should -BeExactly 'of-branch', 'other'
        Get-Tooltip 'New-BbSchedule topic/new -Repository custom -Custom of' |
            Should -BeExactly 'custom pipeline of branch topic/new, variables: REGION SIZE'
        $line = 'Invoke-BbPipeline -Custom  -Branch topic/new -Repository custom'
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, 'Invoke-BbPipeline -Custom '.Length, $null).CompletionMatches.CompletionText |
            Should -BeExactly 'of-branch', 'other'
    }

    It 'reads the file of the clone in the current folder, and asks nothing' {
        Set-Location "$TestDrive/clone/src"
        Clear-Request
        Get-Text 'Invoke-BbPipeline -Repository cloned -Custom ' | Should -BeExactly 'of-clone'
        Get-Tooltip 'Invoke-BbPipeline -Repository acme/cloned -Custom ' | Should -BeExactly "custom pipeline of $(Join-Path $TestDrive clone bitbucket-pipelines.yml)"
        Add-Content "$TestDrive/clone/bitbucket-pipelines.yml" "    just-typed:`n      - step: {}"
        Get-Text 'Invoke-BbPipeline -Repository cloned -Custom ju' | Should -BeExactly 'just-typed'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'does not read the clone of another repository' {
        Set-Location "$TestDrive/clone"
        Get-Text 'Invoke-BbPipeline -Repository custom -Custom of' | Should -BeExactly 'of-main'
    }
}

Describe 'Completion of test cases' {
    It 'offers the failed ones first' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:tests @{ steps = @(@{
                    name = 'Unit tests'; result = 'FAILED'
                    tests = @{ cases = @(@{ name = 'adds'; status = 'SUCCESSFUL' }, @{ name = 'subtracts a lot'; status = 'FAILED'; reason = 'no' }) } }) }
        $run = Invoke-BbPipeline -Custom tests -Wait -ErrorAction SilentlyContinue
        Get-Text "Get-BbTestCase $($run.BuildNumber) -Name " | Should -BeExactly "'subtracts a lot'", 'adds'
        Get-Text "Get-BbTestCaseReason $($run.BuildNumber) 'Unit tests' sub" | Should -BeExactly "'subtracts a lot'"
        (Get-Tooltip "Get-BbTestCase $($run.BuildNumber) -Name ")[0] | Should -BeLike 'FAILED, *Unit tests*'
    }
}
