#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The repository that a cmdlet uses, never an unintended one. The command line takes precedence over pipeline input.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $commands = @(Get-Command -Module BitbucketPipelines -CommandType Cmdlet)
    # A call of each cmdlet that changes something. $row and the objects derived from it belong to acme/widgets.
    $calls = @{
        'Copy-BbKnownHost'      = { $repository | Copy-BbKnownHost -Repository acme-eu/template -Session $to -Confirm:$false @more }, { 'acme/widgets' | Copy-BbKnownHost -Repository acme-eu/template -Session $to @more }
        'Copy-BbVariable'       = { $repository | Copy-BbVariable -Repository acme-eu/template -Session $to @more }, { 'acme/widgets' | Copy-BbVariable -Repository acme-eu/template -ToEnvironment Test -Session $to @more }
        'Copy-BbRepositorySetting' = { $repository | Copy-BbRepositorySetting -ToRepository acme-eu/template -Session $to @more }
        'Import-BbRepositorySetting' = { $row | Import-BbRepositorySetting $settings -Session $to @more }
        'Sync-BbVariable'       = { $repository | Sync-BbVariable -Repository acme-eu/template -Session $to -Prune -Force @more }
        'Import-BbKnownHost'    = { $row | Import-BbKnownHost $hosts -Session $to @more }
        'Import-BbVariable'     = { $row | Import-BbVariable $variables -Session $to @more }
        'Invoke-BbApi'          = { 'repositories/{workspace}/{repo_slug}/pipelines_config' | Add-Member -PassThru -NotePropertyMembers @{ Workspace = 'acme'; Repository = 'widgets' } | Invoke-BbApi -Method PUT -Body @{ enabled = $true } -Session $to @more }
        'Invoke-BbPipeline'     = { $row | Invoke-BbPipeline -Branch trunk -Session $to @more }, { $run | Invoke-BbPipeline -Session $to -WarningAction Ignore @more }, { Invoke-BbPipeline -InputObject $run -Session $to -WarningAction Ignore @more }
        'New-BbEnvironment'     = { $row | New-BbEnvironment New Test -Session $to @more }, { $environment | New-BbEnvironment -Session $to @more }
        'New-BbRunner'          = { $row | New-BbRunner runner -Label linux -Session $to @more }, { $row | New-BbRunner runner -Label linux -WorkspaceScope -Session $to @more }
        'New-BbSchedule'        = { $row | New-BbSchedule trunk '@daily' -Session $to -Force @more }, { $schedule | New-BbSchedule -Session $to -Force @more }
        'New-BbSshKeyPair'      = { $row | New-BbSshKeyPair -Session $to -Force @more }
        'Remove-BbCache'        = { $row | Remove-BbCache * -Session $to -Force @more }, { $cache | Remove-BbCache -Session $to -Force @more }
        'Remove-BbEnvironment'  = { $row | Remove-BbEnvironment Test -Session $to -Force @more }, { $environment | Remove-BbEnvironment -Session $to -Force @more }
        'Remove-BbKnownHost'    = { $row | Remove-BbKnownHost * -Session $to -Force @more }, { $knownHost | Remove-BbKnownHost -Session $to -Force @more }
        'Remove-BbRunner'       = { $row | Remove-BbRunner * -Session $to -Force @more }, { $runner | Remove-BbRunner -Session $to -Force @more }
        'Remove-BbSchedule'     = { $row | Remove-BbSchedule $schedule.Uuid -Session $to -Confirm:$false @more }, { $schedule | Remove-BbSchedule -Session $to -Confirm:$false @more }
        'Remove-BbSshKeyPair'   = { $row | Remove-BbSshKeyPair -Session $to -Force @more }
        'Remove-BbVariable'     = { $row | Remove-BbVariable * -Session $to -Force @more }, { $variable | Remove-BbVariable -Session $to -Force @more }
        'Set-BbBuildNumber'     = { $row | Set-BbBuildNumber 900 -Session $to -Confirm:$false @more }
        'Set-BbEnvironment'     = { $row | Set-BbEnvironment Test -AdminOnly $true -Session $to @more }, { $environment | Set-BbEnvironment -AdminOnly $true -Session $to @more }
        'Publish-BbReport'      = { $row | Publish-BbReport -Path $report -Commit trunk -Session $to @more }
        'Resume-BbPipeline'     = { $run | Resume-BbPipeline -Undocumented -Session $to @more }
        'Set-BbCommitStatus'    = { $row | Set-BbCommitStatus FAILED -Commit trunk -Key k -Url https://ci.example.com/1 -Session $to @more }
        'Set-BbKnownHost'       = { $row | Set-BbKnownHost build.example.com $key -Session $to @more }, { $knownHost | Set-BbKnownHost -Session $to @more }
        'Set-BbPipelineConfig'  = { $row | Set-BbPipelineConfig -Enabled $false -Session $to @more }
        'Set-BbRunner'          = { $row | Set-BbRunner * -Label linux, big -Session $to @more }, { $runner | Set-BbRunner -Label linux, big -Session $to @more }
        'Set-BbSchedule'        = { $row | Set-BbSchedule $schedule.Uuid -Enabled $false -Session $to @more }, { $schedule | Set-BbSchedule -Enabled $false -Session $to @more }
        'Set-BbSshKeyPair'      = { $row | Set-BbSshKeyPair -PrivateKeyPath $keyFile -Session $to -Force @more }
        'Set-BbVariable'        = { $row | Set-BbVariable A 9 -Session $to @more }, { $variable | Set-BbVariable -Session $to @more }, { $row | Set-BbVariable A 9 -WorkspaceScope -Session $to @more }, { [pscustomobject]@{ Repository = 'acme/widgets' } | Set-BbVariable A 9 -Session $to @more }
        'Stop-BbPipeline'       = { $run | Stop-BbPipeline -Session $to @more }, { Stop-BbPipeline $run -Session $to @more }, { $row | Stop-BbPipeline 1 -Session $to @more }, { "$($run.Url)" | Stop-BbPipeline -Session $to @more }
    }
    # Export- and Save- write files, which are in no workspace.
    $writers = @($commands | Where-Object { $_.Parameters.ContainsKey('WhatIf') -and $_.Verb -notin 'Export', 'Save' } | ForEach-Object Name)
    $cells = foreach ($name in $writers) { foreach ($call in $calls[$name]) { @{ Name = $name; Call = $call } } }
}

BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $secret = ConvertTo-Secret api-token-123
    function Connect-To([string] $Workspace) {
        $place = if ($Workspace) { @{ Workspace = $Workspace } } else { @{} }
        Connect-BbWorkspace -NoCheck @place -Credential ([pscredential]::new('dev@example.com', $secret)) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
    }
    function Get-PathOf([string] $Pattern = '*') {
        Get-EmulatorRequest $emulator | ForEach-Object { [uri]::UnescapeDataString($_.pathAndQuery) } | Where-Object { $_ -like $Pattern }
    }
}
AfterAll { Stop-TestFile }

Describe 'An object of one workspace, and -Session of another' -ForEach @{ Called = @($calls.Keys) } {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme-eu @{ slug = 'template' }
        $null = Send-Order $emulator POST repositories/acme-eu @{ slug = 'widgets' }
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 1; branch = 'trunk' }
        Set-Stored $emulator repository/acme-eu/template @(@{ key = 'A'; value = '1' })
        $row = [pscustomobject]@{ Workspace = 'acme'; Repository = 'widgets' }
        $repository = Get-BbRepository widgets
        $run = Get-BbPipeline 1
        $environment = @(Get-BbEnvironment)[0]
        $runner = @(Get-BbRunner)[0]
        $schedule = New-BbSchedule trunk '@daily' -Force -WarningAction Ignore
        $cache = @(Get-BbCache)[0]
        $knownHost = @(Get-BbKnownHost)[0]
        $variable = @(Get-BbVariable -Plain)[0]
        $key = Get-TestPublicKey ed25519
        $keyFile = Get-TestKey ed25519
        $variables = "$TestDrive/variables.env"
        $hosts = "$TestDrive/known_hosts"
        $settings = "$TestDrive/settings.json"
        Set-Content $settings '{ "version": 1, "repositories": [{ "variables": [{ "name": "A", "value": "1" }] }] }'
        Set-Content $variables 'A=1'
        $report = "$TestDrive/report.sarif"
        Set-Content $report '{ "version": "2.1.0", "runs": [] }'
        Set-Content $hosts "build.example.com $key"
        $from = Get-BbSession
        $to = Connect-To acme-eu
        $nowhere = Connect-To
        $null = $from, $to, $nowhere
        foreach ($made in 'row', 'repository', 'run', 'environment', 'runner', 'schedule', 'cache', 'knownHost', 'variable', 'key', 'keyFile') {
            if (-not (Get-Variable $made -ValueOnly)) { throw "$made is missing" }
        }
    }
    BeforeEach {
        Clear-Request
        $more = @{}
        $null = $more
    }

    It 'is looked at for every cmdlet that changes something: <_>' -ForEach $writers {
        $_ | Should -BeIn $called
    }

    It '<Name> sends nothing: <Call>' -ForEach $cells {
        $more = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
        $null = . $Call
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OtherWorkspace,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike 'Specify -*Workspace acme-eu*-*Workspace acme*'
        Get-PathOf '*/acme/*' | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It '<Name> works where -Workspace says, when it is typed too: <Call>' -ForEach $cells {
        $parameter = if ($Name -match '^(Copy-Bb(KnownHost|Variable)|Sync)') { 'ToWorkspace' } else { 'Workspace' }
        $more = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors'; $parameter = 'acme-eu' }
        if ($Name -eq 'New-BbSshKeyPair') { $more.WhatIf = $true }
        $null = . $Call
        $errors | Where-Object FullyQualifiedErrorId -Like 'OtherWorkspace,*' | Should -BeNullOrEmpty
        Get-PathOf '*/acme/*' | Should -BeNullOrEmpty
        Get-PathOf '*/acme-eu*' | Should -Not -BeNullOrEmpty
    }

    It 'is in order when the session has no workspace of its own' {
        $row | Set-BbVariable A 9 -Session $nowhere
        Get-PathOf '*/acme/widgets/*' | Should -Not -BeNullOrEmpty
    }

    It 'is in order when both are the same, whatever the letter case' {
        [pscustomobject]@{ Workspace = 'ACME'; Repository = 'widgets' } | Set-BbVariable A 9 -Session $from -WhatIf
        $row | Set-BbVariable A 9 -Session $from
        Get-BbRepository widgets -Session $from | Get-BbVariable -Session $from | Should -Not -BeNullOrEmpty
    }

    It 'is in order when the session names the same workspace by its uuid, and is asked for once' {
        $uuid = (Invoke-BbApi workspaces/acme -Session $from).uuid
        $byUuid = Connect-To $uuid.Trim('{}')
        $byUuid.Workspace | Should -BeExactly $uuid
        $row, $row | Set-BbVariable A 9 -Session $byUuid
        @(Get-PathOf '*/repositories/{*}?pagelen=1') | Should -HaveCount 1
        { [pscustomobject]@{ Workspace = 'acme-eu'; Repository = 'widgets' } | Set-BbVariable A 9 -Session $byUuid -ErrorAction Stop } | Should -Throw -ErrorId 'OtherWorkspace,*'
    }

    It 'is refused by what reads, too: <_>' -ForEach @(
        { $repository | Get-BbVariable -Session $to @more }
        { $repository | Get-BbPipeline -Session $to @more }
        { $repository | Find-BbVariable -Session $to @more }
        { $repository | Get-BbRepository -Session $to @more }
        { $run | Get-BbStep -Session $to @more }
        { $cache | Save-BbCache -UriOnly -Session $to @more }
        { $repository | Get-BbDeployment -Session $to @more }
        { $repository | Export-BbVariable "$TestDrive/x.env" -Session $to @more }
    ) {
        $more = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
        $null = . $_
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OtherWorkspace,*'
        Get-PathOf '*/acme*' | Should -BeNullOrEmpty
    }

    It 'is refused where only the object can be worked on, whatever is typed: <_>' -ForEach @(
        { $cache | Save-BbCache -UriOnly -Session $to -Workspace acme-eu @more }
        { $step | Get-BbTestReport -Session $to -Workspace acme-eu @more }
        { $step | Get-BbTestCase -Repository gadgets @more }
    ) {
        $step = @(Get-BbStep 1 -Session $from -Repository acme/widgets)[0]
        $step | Should -Not -BeNullOrEmpty
        Clear-Request
        $more = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
        $null = . $_
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OtherWorkspace,*'
        Get-PathOf | Should -BeNullOrEmpty
    }

    It 'is no matter when the place is typed in full' {
        (Get-BbVariable -Repository acme/widgets -Session $to) | Should -Not -BeNullOrEmpty
        (Get-BbPipeline "https://bitbucket.org/acme/widgets/pipelines/results/1" -Session $to).Repository | Should -BeExactly 'widgets'
        $row | Set-BbVariable A 9 -Session $to -Repository acme-eu/widgets
        Get-PathOf '*/acme-eu/widgets/*' | Should -Not -BeNullOrEmpty
    }

    It 'is an error too when two workspaces are typed' {
        { Get-BbVariable -Workspace acme -Repository acme-eu/widgets } | Should -Throw -ErrorId 'OtherWorkspace,*'
        Get-PathOf | Should -BeNullOrEmpty
    }
}

Describe 'A typed -Workspace' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme-eu @{ slug = 'widgets' }
        $null = Send-Order $emulator POST runs/acme/gadgets @{ count = 1; branch = 'main' }
    }
    BeforeEach { Clear-Request }

    It 'goes before the piped one, with the piped repository, never that of the session' {
        Get-BbPipeline 1 -Repository gadgets | Stop-BbPipeline -Workspace acme-eu -ErrorAction SilentlyContinue
        (Get-EmulatorRequest $emulator -Method POST).pathAndQuery | Should -BeLike '*/acme-eu/gadgets/*'
        Get-BbRepository widgets | Set-BbVariable PLACE 1 -Workspace acme-eu
        (Get-Stored $emulator repository/acme-eu/widgets PLACE).value | Should -Be 1
        Get-Stored $emulator repository/acme/widgets PLACE | Should -BeNullOrEmpty
    }

    It 'is taken as <_>' -ForEach 'uuid', 'uuid without braces', 'address', 'API address' {
        $uuid = (Invoke-BbApi workspaces/acme).uuid
        $workspace = switch ($_) {
            'uuid' { $uuid }
            'uuid without braces' { $uuid.Trim('{}') }
            'address' { 'https://bitbucket.org/acme/workspace/overview' }
            'API address' { 'https://api.bitbucket.org/2.0/workspaces/acme' }
        }
        (Find-BbVariable LOG_LEVEL -Workspace $workspace).Count | Should -BeGreaterThan 1
        (Get-BbRepository widgets -Workspace $workspace).Slug | Should -BeExactly 'widgets'
        Get-BbRunner -WorkspaceScope -Workspace $workspace | Should -Not -BeNullOrEmpty
        Get-BbVariable -Repository widgets -Workspace $workspace | Should -Not -BeNullOrEmpty
        Test-BbSession -Workspace $workspace | Should -BeTrue
    }

    It 'that names a repository is refused' {
        { Get-BbRunner -WorkspaceScope -Workspace acme/widgets -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'that is piped in empty says nothing: <_>' -ForEach 'Find-BbVariable', 'Get-BbRepository', 'Get-BbVariable', 'Test-BbSession' {
        [pscustomobject]@{ Workspace = ''; Slug = 'widgets' } | & $_ -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'can stand in the names of Find-BbVariable' {
        (Find-BbVariable LOG_LEVEL -Repository acme/widgets).Repository | Select-Object -Unique | Should -Contain 'widgets'
        $null = Send-Order $emulator POST variables/repository/acme-eu/widgets @{ key = 'LOG_LEVEL'; value = 'x' }
        $found = Find-BbVariable LOG_LEVEL -Repository 'acme/wid*', 'acme-eu/widgets' | Where-Object Repository
        $found | ForEach-Object { "$($_.Workspace)/$($_.Repository)" } | Select-Object -Unique | Should -BeExactly 'acme/widgets', 'acme-eu/widgets'
    }

    It 'is asked for where nothing names one: <_>' -ForEach { Get-BbRepository }, { Get-BbRepository x }, { Find-BbVariable }, { Find-BbVariable -Repository x }, { Get-BbRunner -WorkspaceScope } {
        Push-Location TestDrive:/
        $PSDefaultParameterValues = @{ '*-Bb*:Session' = Connect-To }
        try { { & $_ } | Should -Throw -ErrorId 'NoWorkspace,*' } finally { Pop-Location; Connect-Emulator $emulator }
    }

    It 'is not that of another server: <_>' -ForEach @(
        { Get-BbVariable -Repository https://github.com/acme/widgets -ErrorAction Stop }
        { Set-BbVariable A 1 -Workspace https://github.com/acme -ErrorAction Stop }
        { Get-BbVariable -Team https://github.com/acme -ErrorAction Stop }
        { Copy-BbVariable -Repository widgets -ToRepository gadgets -ToWorkspace https://github.com/acme -ErrorAction Stop }
        { Stop-BbPipeline https://github.com/acme/widgets/pipelines/results/1 -ErrorAction Stop }
        { Get-BbStepLog https://github.com/acme/widgets/pipelines/results/1 -ErrorAction Stop }
        { Wait-BbPipeline https://github.com/acme/widgets/pipelines/results/1 -ErrorAction Stop }
        { Connect-BbWorkspace -NoCheck -Repository https://github.com/acme/widgets -Credential ([pscredential]::new('dev@example.com', $secret)) }
        { Connect-BbWorkspace -NoCheck https://github.com/acme -Credential ([pscredential]::new('dev@example.com', $secret)) }
    ) {
        $_ | Should -Throw -ErrorId 'InvalidArgument*' -ExpectedMessage '*github.com*'
        Get-PathOf | Should -BeNullOrEmpty
    }

    It 'is not blank for Connect-BbWorkspace' {
        { Connect-BbWorkspace ' ' -Credential ([pscredential]::new('dev@example.com', $secret)) } | Should -Throw -ErrorId 'EmptyArgument*'
    }

    It 'is named once by Connect-BbWorkspace: <_>' -ForEach @(
        @{ Workspace = 'acme'; Repository = 'other/widgets'; Id = 'OtherWorkspace*' }
        @{ Workspace = 'acme/widgets'; Repository = 'other/widgets'; Id = 'OtherWorkspace*' }
        @{ Workspace = 'acme/widgets'; Repository = 'gadgets'; Id = 'InvalidArgument*' }
    ) {
        $before = Get-BbSession
        { Connect-BbWorkspace -NoCheck $Workspace $Repository -Credential ([pscredential]::new('dev@example.com', $secret)) } | Should -Throw -ErrorId $Id
        Get-BbSession | Should -Be $before
        $session = Connect-BbWorkspace -NoCheck acme/widgets ACME/Widgets -Credential ([pscredential]::new('dev@example.com', $secret)) -PassThru
        $session.Repository | Should -BeExactly 'Widgets'
        Connect-Emulator $emulator
    }

    It 'can be given to Connect-BbWorkspace with the repository' {
        $credential = [pscredential]::new('dev@example.com', $secret)
        $session = Connect-BbWorkspace -NoCheck acme/widgets -Credential $credential -PassThru
        $session.Workspace, $session.Repository | Should -BeExactly @('acme', 'widgets')
        $session = Connect-BbWorkspace -NoCheck https://bitbucket.org/acme/gadgets/src -Credential $credential -PassThru
        $session.Workspace, $session.Repository | Should -BeExactly @('acme', 'gadgets')
        Connect-Emulator $emulator
    }
}

Describe 'The targets of <Name>' -ForEach @(
    @{ Name = 'Copy-BbVariable'; With = @{} }
    @{ Name = 'Sync-BbVariable'; With = @{ Prune = $true; Force = $true } }
    @{ Name = 'Copy-BbKnownHost'; With = @{} }
) {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'web'; count = 2 }
        $null = Send-Order $emulator POST repositories/acme-eu @{ slug = 'web'; count = 2 }
        $from = Get-BbSession
        $to = Connect-To acme-eu
        $null = Connect-To acme
        $source = @{ Repository = 'widgets'; WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
        function Get-Target($Rows) { ($Rows | ForEach-Object { "$($_.Target)" } | Select-Object -Unique) -join ' ' }
        $null = $from, $to, $source
    }
    BeforeEach { Clear-Request }

    It 'are where -ToWorkspace says, for what is piped in from elsewhere' {
        $rows = Get-BbRepository 'web*' | & $Name @source -ToWorkspace acme-eu @With
        Get-Target $rows | Should -BeExactly 'acme-eu/web-001 acme-eu/web-002'
        Get-EmulatorRequest $emulator -Path '*/acme/*' | Where-Object method -NE GET | Should -BeNullOrEmpty
        Get-PathOf '*/acme/web*' | Should -BeNullOrEmpty
        (Get-EmulatorRequest $emulator -Method POST).Count | Should -BeGreaterThan 1
    }

    It 'are where -ToSession works, for what is piped in from elsewhere: <_>' -ForEach 'alone', 'with -Session', 'with -ToWorkspace' {
        $place = switch ($_) {
            'alone' { @{ ToSession = $to } }
            'with -Session' { @{ ToSession = $to; Session = $from } }
            'with -ToWorkspace' { @{ ToSession = $to; Session = $from; ToWorkspace = 'acme-eu' } }
        }
        $rows = Get-BbRepository 'web*' -Session $from | & $Name @source @place -WhatIf @With
        Get-Target $rows | Should -BeExactly 'acme-eu/web-001 acme-eu/web-002'
        'acme/web-001' | & $Name @source @place -WhatIf @With | ForEach-Object { "$($_.Target)" } | Select-Object -Unique | Should -BeExactly 'acme-eu/web-001'
        Get-PathOf '*/acme/web*' | Should -BeNullOrEmpty
    }

    It 'are where the piped full name says, when -ToSession has no workspace of its own' {
        $nowhere = Connect-To
        $null = Connect-To acme
        Get-Target ('acme-eu/web-001' | & $Name @source -Session $from -ToSession $nowhere -WhatIf @With) | Should -BeExactly 'acme-eu/web-001'
    }

    It 'are where a full name says that is typed' {
        Get-Target (& $Name @source -ToRepository acme/web-001, web-002 -ToSession $to -WhatIf @With) | Should -BeExactly 'acme/web-001 acme-eu/web-002'
    }

    It 'are where the piped full name says, when nothing else is typed' {
        Get-Target ('acme-eu/web-001', 'web-002' | & $Name @source -WhatIf @With) | Should -BeExactly 'acme-eu/web-001 acme/web-002'
    }

    It 'can be rows, and what was written to a file' {
        Get-Target ([pscustomobject]@{ Workspace = 'acme-eu'; Repository = 'web-001' }, [pscustomobject]@{ Slug = 'web-002' } | & $Name @source -WhatIf @With) |
            Should -BeExactly 'acme-eu/web-001 acme/web-002'
        Get-BbRepository web-001 | Export-Clixml "$TestDrive/repository.xml"
        Get-Target (Import-Clixml "$TestDrive/repository.xml" | & $Name @source -WhatIf @With) | Should -BeExactly 'acme/web-001'
        Get-Target (& $Name @source -ToRepository (Get-BbRepository 'web*') -WhatIf @With) | Should -BeExactly 'acme/web-001 acme/web-002'
    }

    It 'are no other objects: <_>' -ForEach 'Get-BbEnvironment', 'Get-BbVariable', 'Get-BbSchedule' {
        if ($_ -eq 'Get-BbSchedule') { $null = New-BbSchedule trunk '@daily' -Repository widgets -Force -WarningAction Ignore }
        $piped = @(& $_ -Repository widgets)[0]
        Clear-Request
        $stop = $source.Clone()
        $stop.ErrorAction = 'Stop'
        { $piped | & $Name @stop @With } | Should -Throw -ExpectedMessage '*Get-BbRepository*'
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'take wildcards, and leave the source out' {
        Get-Target (& $Name @source -ToRepository 'WEB-*' -WhatIf @With) | Should -BeExactly 'acme/web-001 acme/web-002'
        Get-Target (& $Name @source -ToRepository 'w*' -WhatIf @With) | Should -BeExactly 'acme/web-001 acme/web-002'
        Get-Target (& $Name @source -ToRepository 'acme-eu/web-*' -WhatIf @With) | Should -BeExactly 'acme-eu/web-001 acme-eu/web-002'
        Get-Target (& $Name @source -ToRepository 'web-*' -ToWorkspace acme-eu -WhatIf @With) | Should -BeExactly 'acme-eu/web-001 acme-eu/web-002'
    }

    It 'are not two workspaces at once' {
        & $Name @source -ToRepository acme/web-001 -ToWorkspace acme-eu @With | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OtherWorkspace,*'
        Get-PathOf '*/web*' | Should -BeNullOrEmpty
    }

    It 'are not the source: <_>' -ForEach 'widgets', 'WIDGETS', 'Acme/widgets' {
        & $Name @source -ToRepository $_ @With | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'SameScope,*'
    }
}

Describe 'The environment as a target' {
    It 'is that of the repository of the same name where -ToWorkspace says' {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme-eu @{ slug = 'widgets' }
        $null = Send-Order $emulator POST environments/acme-eu/widgets @{ name = 'Test'; type = 'Test' }
        $rows = Copy-BbVariable -Repository widgets -ToEnvironment Test -ToWorkspace acme-eu -WhatIf -WarningAction SilentlyContinue
        $rows | ForEach-Object { "$($_.Target)" } | Select-Object -Unique | Should -BeExactly 'acme-eu/widgets (Test)'
    }
}

Describe 'A place from the environment' {
    BeforeEach { Clear-Request }

    It 'is not that of another server, also after one of this server: <_>' -ForEach 'WORKSPACE', 'REPO_SLUG' {
        Disconnect-BbWorkspace
        try {
            foreach ($pair in @{ API_URI = $emulator.ApiUri; SITE_URI = $emulator.SiteUri; ACCESS_TOKEN = 'access-token-123'; WORKSPACE = 'acme'; REPO_SLUG = 'acme/widgets' }.GetEnumerator()) {
                [Environment]::SetEnvironmentVariable("BITBUCKET_$($pair.Key)", "$($pair.Value)")
            }
            (Get-BbSession).Repository | Should -BeExactly 'widgets'
            [Environment]::SetEnvironmentVariable("BITBUCKET_$_", 'https://github.com/acme/widgets')
            { Get-BbPipeline -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage "*BITBUCKET_$_*github.com*"
            Get-PathOf | Should -BeNullOrEmpty
        }
        finally {
            $null = Clear-HostEnvironment
            Connect-Emulator $emulator
        }
    }
}

Describe 'A macro that was not replaced' {
    BeforeAll { Connect-Emulator $emulator }
    BeforeEach { Clear-Request }

    It 'is refused, and nothing is sent: <_>' -ForEach @(
        { Get-BbPipeline -Workspace '$(Workspace)' }
        { Get-BbPipeline -Repository 'acme/$(Repo)' }
        { Get-BbRepository '${{ vars.REPO }}' -ErrorAction Stop }
        { Invoke-BbPipeline -Branch '$(Build.SourceBranchName)' }
        { Invoke-BbPipeline -Branch '$(Build.SourceBranchName)' -WhatIf }
        { Invoke-BbPipeline -Branch trunk -Custom '%PIPELINE%' }
        { Invoke-BbPipeline -Branch trunk -Pipeline '%PIPELINE%' }
        { Invoke-BbPipeline -Branch trunk -Variable @{ A = 'ok'; B = '$(Token)' } }
        { Invoke-BbPipeline -Branch trunk -SecureVariable @{ B = (ConvertTo-Secret '${{ secrets.TOKEN }}') } }
        { New-BbSchedule '#{Branch}#' '@daily' -Force }
        { Set-BbVariable A '$(Value)' }
        { Set-BbVariable A -SecureValue (ConvertTo-Secret '$(Value)') }
        { Copy-BbVariable -ToRepository '$(Target)' }
        { Copy-BbVariable -ToWorkspace '$(Target)' -ToRepository x }
        { Set-BbVariable A 1 -Environment '${ENVIRONMENT}' }
        { New-BbEnvironment '$(Environment)' Test }
        { Set-BbEnvironment Test -NewName '${{ inputs.name }}' }
        { New-BbRunner '%AGENT%' -Label linux }
        { New-BbRunner runner -Label linux, '$(Label)' }
        { Invoke-BbPipeline -Branch '$[variables.branch]' -WhatIf }
        { Get-BbPipeline -Workspace '{{workspace}}' }
        { Connect-BbWorkspace -NoCheck acme -AccessToken (ConvertTo-Secret '"$(Token)"') }
        { Connect-BbWorkspace -NoCheck acme -AccessToken (ConvertTo-Secret '$env:TOKEN') }
        { Connect-BbWorkspace -NoCheck '$(Workspace)' -Credential ([pscredential]::new('dev@example.com', $secret)) }
        { Connect-BbWorkspace -NoCheck acme '%REPO%' -Credential ([pscredential]::new('dev@example.com', $secret)) }
        { Connect-BbWorkspace -NoCheck acme -Credential ([pscredential]::new('$(User)', $secret)) }
        { Connect-BbWorkspace -NoCheck acme -AccessToken (ConvertTo-Secret '$(Token)') }
        { Connect-BbWorkspace -NoCheck acme -AccessToken (ConvertTo-Secret '${{ secrets.TOKEN }}') }
    ) {
        $failure = $_ | Should -Throw -ErrorId 'UnexpandedMacro,*' -PassThru
        "$failure" | Should -Match '\$[([{e]|%|#\{|\{\{'
        Get-PathOf | Should -BeNullOrEmpty
    }

    It 'is let alone where it is text like any other' {
        Set-BbVariable A 'prefix $(Value)'
        (Get-Stored $emulator repository/acme/widgets A).value | Should -BeExactly 'prefix $(Value)'
        Find-BbVariable -Value '$(Value)' | Should -BeNullOrEmpty
        [pscustomobject]@{ Name = 'A'; Value = '$(Value)' } | Set-BbVariable
        (Get-Stored $emulator repository/acme/widgets A).value | Should -BeExactly '$(Value)'
    }

    It 'is refused in the environment: <_>' -ForEach 'WORKSPACE', 'REPO_SLUG', 'ACCESS_TOKEN' {
        Disconnect-BbWorkspace
        try {
            foreach ($pair in @{ API_URI = $emulator.ApiUri; SITE_URI = $emulator.SiteUri; ACCESS_TOKEN = 'access-token-123'; WORKSPACE = 'acme'; REPO_SLUG = 'widgets' }.GetEnumerator()) {
                [Environment]::SetEnvironmentVariable("BITBUCKET_$($pair.Key)", "$($pair.Value)")
            }
            [Environment]::SetEnvironmentVariable("BITBUCKET_$_", '$(Missing)')
            { Get-BbPipeline } | Should -Throw -ErrorId 'UnexpandedMacro,*' -ExpectedMessage '*$(Missing)*'
            Get-PathOf | Should -BeNullOrEmpty
        }
        finally {
            $null = Clear-HostEnvironment
            Connect-Emulator $emulator
        }
    }

    It 'does not matter in a variable that is not used' {
        [Environment]::SetEnvironmentVariable('BITBUCKET_ACCESS_TOKEN', '$(Missing)')
        try { Get-BbVariable | Should -Not -BeNullOrEmpty } finally { $null = Clear-HostEnvironment }
    }
}

Describe 'Set-BbVariable -WhatIf' {
    It 'refuses a name that Bitbucket would refuse' {
        Connect-Emulator $emulator
        { Set-BbVariable 'X=y' 1 -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'VariableLimits,*'
        Set-BbVariable X 1 -WhatIf -ErrorAction Stop
    }
}

Describe 'Invoke-BbPipeline -WhatIf' {
    BeforeAll { Connect-Emulator $emulator }

    It 'refuses what Bitbucket would refuse: <With.Keys>' -ForEach @(
        @{ With = @{ Branch = 'nosuch' }; Id = 'BranchNotFound' }
        @{ With = @{ Branch = 'trunk'; Custom = 'nosuch' }; Id = 'PipelineDefinitionNotFound' }
        @{ With = @{ Custom = 'nosuch' }; Id = 'PipelineDefinitionNotFound' }
        @{ With = @{ Tag = 'nosuch' }; Id = 'TagNotFound' }
        @{ With = @{ Tag = 'v1.0.0'; Custom = 'nosuch' }; Id = 'PipelineDefinitionNotFound' }
    ) {
        { Invoke-BbPipeline @With -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        { Invoke-BbPipeline @With -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*" -Because 'it is so in earnest'
    }

    It 'says what it would do of what is in order' {
        Invoke-BbPipeline -Branch trunk -Custom deploy -WhatIf -ErrorAction Stop | Should -BeNullOrEmpty
    }
}

Describe '-WhatIf' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 1; branch = 'trunk' }
    }
    BeforeEach { Clear-Request }

    It 'refuses what is refused in earnest: <Call>' -ForEach @(
        @{ Call = { New-BbEnvironment Test Production @more }; Id = 'AlreadyExists' }
        @{ Call = { New-BbEnvironment New Test -Repository nosuch @more }; Id = 'NotFound' }
        @{ Call = { New-BbRunner new -Label linux -Repository nosuch @more }; Id = 'NotFound' }
        @{ Call = { Set-BbPipelineConfig -Enabled $true -Repository nosuch @more }; Id = 'NotFound' }
        @{ Call = { Stop-BbPipeline 999 @more }; Id = 'NotFound' }
        @{ Call = { Stop-BbPipeline 1 @more }; Id = 'PipelineAlreadyCompleted' }
        @{ Call = { Set-BbVariable A 1 -Environment nosuch @more }; Id = 'EnvironmentNotFound' }
        @{ Call = { New-BbSchedule nosuch '@daily' @more }; Id = 'BranchNotFound' }
    ) {
        $more = @{ ErrorAction = 'Stop'; WhatIf = $true }
        $Call | Should -Throw -ErrorId "$Id,*"
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
        $more.Remove('WhatIf')
        $Call | Should -Throw -ErrorId "$Id,*" -Because 'it is so in earnest'
    }

    It 'says what would be done where nothing is wrong: <_>' -ForEach @(
        { New-BbEnvironment New Test -WhatIf }, { New-BbRunner new -Label linux -WhatIf }, { Set-BbPipelineConfig -Enabled $true -Repository empty -WhatIf }
    ) {
        & $_ -ErrorAction Stop | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'writes an environment that is there already, as in earnest' {
        (New-BbEnvironment test Test -WhatIf -WarningAction Ignore).Name | Should -BeExactly 'Test'
    }
}

Describe '-Pipeline' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 2; branch = 'trunk' }
    }
    BeforeEach { Clear-Request }

    It 'and its beginnings are never taken for a common parameter: <_>' -ForEach $commands.Name {
        foreach ($length in 2..'Pipeline'.Length) {
            (Get-Command $_).ResolveParameter('Pipeline'.Substring(0, $length)).Name | Should -BeExactly 'Pipeline'
        }
        (Get-Command $_).ResolveParameter('pv').Name | Should -BeExactly 'PipelineVariable'
    }

    It 'is refused in words where it means nothing: <_>' -ForEach @(
        { Get-BbVariable -Pipeline 1 }
        { Get-BbSession -Pipe 1 }
        { Connect-BbWorkspace -NoCheck acme -Pipeline deploy }
        { Set-BbVariable A 1 -Pipeline deploy }
        { Get-BbRepository -Pipeline $null }
    ) {
        $failure = $_ | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' -PassThru
        "$failure" | Should -BeLike '*has no -Pipeline parameter*'
        Get-PathOf | Should -BeNullOrEmpty
    }

    It 'is refused where it is empty: <_>' -ForEach @(
        { Invoke-BbPipeline -Branch trunk -Pipeline '' }
        { New-BbSchedule trunk '@daily' -Pipeline ' ' }
        { Get-BbSchedule | Set-BbSchedule -Pipeline '' }
        { Get-BbDeployment -Pipeline '' }
    ) {
        $_ | Should -Throw -ErrorId 'EmptyArgument,*'
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'means the custom pipeline of Invoke-BbPipeline' {
        Invoke-BbPipeline -Branch trunk -Pipeline deploy -WhatIf 6>&1 | Out-Null
        (Invoke-BbPipeline -Branch trunk -Pipeline deploy -Wait -PollIntervalSec 0.1).Custom | Should -BeExactly 'deploy'
        { Invoke-BbPipeline -Branch trunk -Pipeline deploy -Custom deploy } | Should -Throw -ErrorId 'AmbiguousTarget,*'
        { Invoke-BbPipeline -Branch trunk -Pipeline (Get-BbPipeline 1) } | Should -Throw -ErrorId 'AmbiguousTarget,*'
    }

    It 'is the custom pipeline of a row that is piped to Invoke-BbPipeline, and to New-BbSchedule' {
        $row = [pscustomobject]@{ Pipeline = 'nonsense'; Branch = 'trunk' }
        $row | Invoke-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].Exception.Message | Should -BeLike 'No run was started*'
        ($row | New-BbSchedule -Cron '@daily' -Force -WarningVariable warned -WarningAction SilentlyContinue).Custom | Should -BeExactly 'nonsense'
        "$warned" | Should -BeLike "*no custom pipeline 'nonsense'*"
        ([pscustomobject]@{ Pipeline = 'nightly'; Cron = '@weekly' } | New-BbSchedule trunk).Custom | Should -BeExactly 'nightly'
        ($row | New-BbSchedule -Cron '@monthly' -Custom nightly).Custom | Should -BeExactly 'nightly'
    }

    It 'of a row that names a run without what was run is no schedule of the branch alone' {
        Clear-Request
        foreach ($row in [pscustomobject]@{ Pipeline = '1'; Branch = 'trunk' }, [pscustomobject]@{ Build = 1; Branch = 'trunk' }) {
            $row | New-BbSchedule -Cron '@daily' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'UnsupportedTarget,*'
        }
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
        # What is typed says it, and the object only says where.
        (Get-BbStep 1)[0] | New-BbSchedule -Branch trunk -Cron '0 7 * * *' | Select-Object -ExpandProperty Custom | Should -BeNullOrEmpty
        (Add-Run @{ selector = 'custom:nightly' }) | Get-BbPipeline | New-BbSchedule -Cron '0 8 * * *' | Select-Object -ExpandProperty Custom | Should -BeExactly 'nightly'
    }

    It 'means the custom pipeline of a schedule' {
        $made = New-BbSchedule trunk '@weekly' -Pipeline deploy -Force -WarningAction Ignore
        $made.Custom | Should -BeExactly 'deploy'
        (Get-BbSchedule -Pipeline 'dep*').Uuid | Should -BeExactly $made.Uuid
        Get-BbSchedule -Pipeline nosuch | Should -BeNullOrEmpty
        ($made | Set-BbSchedule -Pipeline nightly -Force -PassThru -WarningAction Ignore).Custom | Should -BeExactly 'nightly'
        (New-BbSchedule trunk '@weekly' -Pipeline nightly -Preview).Count | Should -Be 5
    }

    It 'means the run of a deployment' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:ship @{ parsing = 0; pending = 0; steps = @(@{ name = 'Ship'; deployment = 'Test' }) }
        $build = (Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:ship'; count = 2 }).buildNumbers[0]
        @(Get-BbDeployment -Environment Test).Count | Should -BeGreaterThan 1
        $found = @(Get-BbDeployment -Pipeline $build)
        $found.BuildNumber | Should -Be $build
        Get-PathOf '*deployable.pipeline.uuid*' | Should -Not -BeNullOrEmpty
        @(Get-BbDeployment -Pipeline (Get-BbPipeline $build)).Uuid | Should -Be $found.Uuid
        @(Get-BbDeployment -Pipeline 1) | Should -BeNullOrEmpty
        { Get-BbDeployment -Pipeline 999 -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
    }
}

Describe 'The words of the module' {
    It 'and their beginnings are not taken for a common parameter where a cmdlet has them: <_>' -ForEach $commands.Name {
        $command = Get-Command $_
        $common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
        $aliases = @($command.Parameters.Values | Where-Object Name -In $common | ForEach-Object Aliases)
        $own = @($command.Parameters.Values | Where-Object Name -NotIn $common | ForEach-Object { $_.Name; $_.Aliases })
        $own | Should -Not -BeNullOrEmpty
        foreach ($word in $own) {
            foreach ($length in 1..$word.Length) {
                $part = $word.Substring(0, $length)
                $found = try { $command.ResolveParameter($part).Name } catch { '(ambiguous)' }
                # -wa and similar aliases belong to PowerShell.
                if ($part -notin $aliases) { $found | Should -Not -BeIn $common -Because "-$part begins -$word" }
            }
        }
    }

    It 'never lose a value to a common parameter of another cmdlet' {
        $commands = Get-Command -Module BitbucketPipelines -CommandType Cmdlet
        # These accept any text, so there would be no error.
        $takesText = 'ErrorVariable', 'WarningVariable', 'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable'
        $common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
        $all = $commands.Name | ForEach-Object { Get-Command $_ }
        $words = @($all.Parameters.Values | Where-Object Name -NotIn $common | ForEach-Object { $_.Name; $_.Aliases } | Sort-Object -Unique)
        $all | Should -Not -BeNullOrEmpty
        $words.Count | Should -BeGreaterThan 100
        $parts = @($words | ForEach-Object { foreach ($length in 2..[Math]::Max(2, $_.Length)) { if ($length -le $_.Length) { $_.Substring(0, $length) } } } | Sort-Object -Unique |
                Where-Object { $part = $_; $takesText.Where({ $_ -like "$part*" }) })
        $parts | Should -Contain 'Pipe'
        $parts | Should -Contain 'Out'
        $lost = foreach ($command in $all) {
            foreach ($part in $parts) {
                $found = try { $command.ResolveParameter($part).Name } catch { '' }
                if ($found -in $takesText) { "$command -$part is -$found" }
            }
        }
        $lost | Should -BeNullOrEmpty
    }

    It 'leave PowerShell its own: -<_>' -ForEach 'OutV', 'ea', 'ev', 'ErrorA', 'WarningV', 'Verb', 'ov', 'pv', 'PipelineV' {
        { $null = Get-BbSession | Out-Null; (Get-Command Get-BbVariable).ResolveParameter($_) } | Should -Not -Throw
        (Get-Command Get-BbVariable).ResolveParameter($_).Name | Should -BeIn ([Management.Automation.Cmdlet]::CommonParameters)
    }
}

Describe 'A URL that does not contain a repository' {
    BeforeEach { Connect-Emulator $emulator }

    It 'names none, and nothing is sent: <_>' -ForEach @(
        'Get-BbVariable -Repository https://bitbucket.org/acme', 'Set-BbVariable A 1 -Repository https://bitbucket.org/acme/workspace/overview'
        'Set-BbVariable A 1 -Repository git@bitbucket.org:acme', 'Connect-BbWorkspace https://bitbucket.org/ -NoCheck'
        'Connect-BbWorkspace -Repository https://bitbucket.org/acme -NoCheck', 'Connect-BbWorkspace /gadgets', 'Connect-BbWorkspace acme /gadgets'
        'Get-BbVariable -Repository /gadgets', 'Get-BbRepository -Workspace /gadgets'
    ) {
        $command = $_.Replace('https://bitbucket.org', "$($emulator.SiteUri)".TrimEnd('/')).Replace('git@bitbucket.org', "git@$($emulator.SiteUri.Host)")
        . ([scriptblock]::Create("try { `$null = $command -ErrorAction SilentlyContinue -ErrorVariable failed } catch { `$failed = `$_ }"))
        @($failed)[-1].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
        (Get-BbSession).Repository | Should -BeExactly 'widgets'
    }
}
