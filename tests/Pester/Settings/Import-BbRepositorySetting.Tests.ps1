#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Push-Location $TestDrive
    $key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'
    function Get-Write { @(Get-EmulatorRequest $emulator | Where-Object method -NE GET) }
    function Set-File([string] $Repositories) { Set-Content ./file.json "{ `"version`": 1, `"repositories`": $Repositories }" }
}
AfterAll { Pop-Location; Stop-TestFile }

Describe 'Import-BbRepositorySetting' {
    BeforeEach {
        Connect-Emulator $emulator
        foreach ($workspace in 'acme', 'other-team') { $null = Send-Order $emulator POST "repositories/$workspace" @{ slug = 'app'; count = 2 } }
        Clear-Write $emulator
    }

    It 'gives many repositories the settings of one, and changes nothing the second time' {
        Export-BbRepositorySetting ./template.json -Repository widgets -Exclude BuildNumber, SshKeyPair
        $rows = Get-BbRepository 'app-*' | Import-BbRepositorySetting ./template.json -SecureValue @{ DB_PASSWORD = ConvertTo-Secret x; DEPLOY_KEY = ConvertTo-Secret x; SMTP_PASSWORD = ConvertTo-Secret x } -WarningAction SilentlyContinue
        $rows.Status | Select-Object -Unique | Should -Be 'Succeeded'
        $rows.Repository | Select-Object -Unique | Should -Be 'app-001', 'app-002'
        Get-BbRepository 'app-*' | Compare-BbRepositorySetting ./template.json | Where-Object Difference -NE Unknown | Should -BeNullOrEmpty
        Clear-Write $emulator
        (Get-BbRepository 'app-*' | Import-BbRepositorySetting ./template.json).Action | Select-Object -Unique | Should -Be 'Unchanged'
        Get-Write | Should -BeNullOrEmpty
    }

    It 'writes each repository of a file to its place, in another workspace too' {
        Set-BbVariable WHO one -Repository app-001
        Set-BbVariable WHO two -Repository app-002
        Get-BbRepository 'app-*' | Export-BbRepositorySetting ./all.json -Include Variable
        $rows = Import-BbRepositorySetting ./all.json -Workspace other-team
        $rows.Target | Should -Be 'other-team/app-001', 'other-team/app-002'
        (Get-Stored $emulator repository/other-team/app-002).value | Should -Be 'two'
        Remove-BbVariable WHO -Repository app-001 -Force
        $row = Get-BbRepository app-001 | Import-BbRepositorySetting ./all.json
        "$($row.Name) $($row.Action)" | Should -Be 'WHO Create'
        (Get-Stored $emulator repository/acme/app-001).value | Should -Be 'one'
    }

    It 'does not write to another workspace than that of the session unless it is told to' {
        Set-File '[{ "workspace": "other-team", "repository": "app-001", "pipelinesEnabled": false }]'
        { Import-BbRepositorySetting ./file.json } | Should -Throw -ErrorId 'OtherWorkspace,*'
        Get-Write | Should -BeNullOrEmpty
        (Import-BbRepositorySetting ./file.json -Workspace other-team).Action | Should -Be 'Update'
    }

    It 'leaves alone what the file does not mention' {
        Set-File '[{ "repository": "widgets", "knownHosts": [] }]'
        Import-BbRepositorySetting ./file.json -Prune -Force -WhatIf -OutVariable plan *> $null
        $plan.Kind | Select-Object -Unique | Should -Be 'KnownHost'
        Import-BbRepositorySetting ./file.json | Should -BeNullOrEmpty
        Get-Write | Should -BeNullOrEmpty
    }

    It 'removes with -Prune what the file does not have, as -WhatIf says' {
        Set-File "[{ `"variables`": [{ `"name`": `"API_URL`", `"value`": `"https://api.example.com`" }], `"environments`": [{ `"name`": `"Test`", `"type`": `"Test`", `"variables`": [] }], `"knownHosts`": [{ `"name`": `"build.example.com`", `"publicKey`": `"$key`" }], `"schedules`": [] }]"
        $plan = Import-BbRepositorySetting ./file.json -Repository widgets -Prune -WhatIf
        $plan.Status | Select-Object -Unique | Should -Be 'Planned'
        $rows = Import-BbRepositorySetting ./file.json -Repository widgets -Prune -Force
        ($rows | ForEach-Object { "$($_.Kind) $($_.Name) $($_.Action)" }) | Should -Be ($plan | ForEach-Object { "$($_.Kind) $($_.Name) $($_.Action)" })
        $rows.Status | Select-Object -Unique | Should -Be 'Succeeded'
        (Get-BbVariable).Name | Should -Be 'API_URL'
        (Get-BbEnvironment).Name | Should -Be 'Test'
        (Get-BbKnownHost).Name | Should -Be 'build.example.com'
        Get-BbSchedule | Should -BeNullOrEmpty
    }

    It 'takes secrets from the vault that the file names' {
        Set-File '[{ "variables": [{ "name": "P", "secured": true, "secret": "there", "vault": "mine" }] }]'
        function global:Get-Secret($Name, $Vault) { ConvertTo-SecureString "$Vault/$Name" -AsPlainText -Force }
        try { (Import-BbRepositorySetting ./file.json -Repository app-001 -SecuredPolicy FromVault).Action | Should -Be 'Create' }
        finally { Remove-Item function:global:Get-Secret }
        (Get-Stored $emulator repository/acme/app-001).value | Should -BeExactly 'mine/there'
    }

    It 'disables Pipelines where the file says so, after everything else' {
        Set-File "[{ `"pipelinesEnabled`": false, `"knownHosts`": [{ `"name`": `"new.example.com`", `"publicKey`": `"$key`" }] }]"
        (Import-BbRepositorySetting ./file.json -Repository app-001).Kind | Should -Be 'KnownHost', 'Configuration'
        (Get-BbPipelineConfig -Repository app-001).Enabled | Should -BeFalse
    }

    It 'has a row and an error for a repository that does not exist, and does the others' {
        Set-File '[{ "repository": "nowhere", "pipelinesEnabled": false }, { "repository": "app-001", "pipelinesEnabled": false }]'
        $rows = Import-BbRepositorySetting ./file.json -ErrorAction SilentlyContinue -ErrorVariable failed
        ($rows | ForEach-Object { "$($_.Target) $($_.Name) $($_.Status)" }) | Should -Be 'acme/nowhere * Failed', 'acme/app-001 Pipelines Succeeded'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'has a row and an error for a repository that a file of several does not contain' {
        Set-File '[{ "repository": "x", "pipelinesEnabled": true }, { "repository": "app-001", "pipelinesEnabled": false }]'
        $rows = Get-BbRepository 'app-*' | Import-BbRepositorySetting ./file.json -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows.Status | Should -Be 'Succeeded', 'Failed'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NothingToImport,*'
    }

    It 'says what cannot be changed: an environment of another type' {
        Set-File '[{ "environments": [{ "name": "Test", "type": "Production" }] }]'
        $row = Import-BbRepositorySetting ./file.json -Repository widgets -WarningAction SilentlyContinue
        "$($row.Action) $($row.Status)" | Should -Be 'Skipped Skipped'
        $row.Reason | Should -BeLike '*type Test*cannot be changed*'
    }

    It 'sends nothing for <What>' -ForEach @(
        @{ What = 'another version'; Text = '{ "version": 2, "areas": [] }'; Message = '*version 2*reads version 1*' }
        @{ What = 'no version'; Text = '{ "repositories": [] }'; Message = "*not a setting file*'version'*" }
        @{ What = 'a list'; Text = '[]'; Message = '*not a setting file*' }
        @{ What = 'malformed JSON'; Text = "{ `"version`": 1,`n  `"repositories`": [ }"; Message = '*not valid JSON*line 2, column 21*' }
        @{ What = 'a wrong type'; Text = "{ `"version`": 1,`n  `"repositories`": [{ `"pipelinesEnabled`": `"yes`" }] }"; Message = "*repositories*0*pipelinesEnabled*wrong type (line 2*" }
        @{ What = 'unknown parts'; Text = '{ "version": 1, "extra": 1, "repositories": [{ "pipelinesEnabled": true, "colour": 1, "environments": [{ "name": "a", "type": "Test", "Color": 2 }] }] }'; Message = "*'extra' is not known*'repositories``[0``].colour' is not known*environments``[0``].Color*" }
        @{ What = 'two repositories of one name'; Text = '{ "version": 1, "repositories": [{ "repository": "a", "pipelinesEnabled": true }, { "repository": "A", "pipelinesEnabled": true }] }'; Message = '*the repository a 2 times*' }
        @{ What = 'two variables of one name'; Text = '{ "version": 1, "repositories": [{ "variables": [{ "name": "A", "value": "1" }, { "name": "A", "value": "2" }] }] }'; Message = "*variable 'A' 2 times*" }
        @{ What = 'two environments of one name'; Text = '{ "version": 1, "repositories": [{ "environments": [{ "name": "a", "type": "Test" }, { "name": "A", "type": "Test" }] }] }'; Message = "*environment 'a' 2 times*" }
        @{ What = 'what Bitbucket would refuse'; Text = '{ "version": 1, "repositories": [{ "variables": [{ "name": "1A", "value": "1" }, { "name": "B" }], "environments": [{ "name": "x", "type": "Live" }], "knownHosts": [{ "name": "h", "publicKey": "nonsense" }], "schedules": [{ "branch": "b", "cron": "never" }] }] }'; Message = "*Test, Staging, Production*knownHosts``[0``]*no value*'1A'*schedules``[0``].cron*" }
        @{ What = 'a secured variable with its value'; Text = '{ "version": 1, "repositories": [{ "variables": [{ "name": "P", "secured": true, "value": "never shown" }] }] }'; Message = "*variables``[0``]' is secured and has a value*Remove 'value'*-SecureValue*" }
        @{ What = 'a private key'; Text = '{ "version": 1, "repositories": [{ "sshPublicKey": "-----BEGIN OPENSSH PRIVATE KEY----- never shown" }] }'; Message = "*sshPublicKey' is not an SSH public key*" }
        @{ What = 'a part that is there twice'; Text = '{ "version": 1, "repositories": [{ "variables": [{ "name": "P", "value": "never shown" }], "variables": [] }] }'; Message = "*repositories``[0``].variables' is there more than once*" }
        @{ What = 'a wildcard as name'; Text = '{ "version": 1, "repositories": [{ "workspace": "a/b", "repository": "app-*", "variables": [] }] }'; Message = "*workspace' must be a slug*repository' must be a slug*" }
        @{ What = 'a repository without settings'; Text = '{ "version": 1, "repositories": [{ "repository": "a" }] }'; Message = '*contains no settings*' }
    ) {
        Set-Content ./bad.json $Text
        $thrown = { Import-BbRepositorySetting ./bad.json -Repository app-001 } | Should -Throw -ErrorId 'InvalidSettingFile,*' -PassThru
        "$thrown" | Should -BeLike $Message
        $thrown | Format-List * -Force | Out-String | Should -Not -Match 'never shown'
        { Get-BbRepository 'app-*' | Compare-BbRepositorySetting ./bad.json } | Should -Throw -ErrorId 'InvalidSettingFile,*'
        Get-Write | Should -BeNullOrEmpty
    }

    It 'says that a file is missing, or contains no repository' {
        { Import-BbRepositorySetting ./nothing.json -ErrorAction Stop } | Should -Throw -ErrorId 'FileAccessFailed,*'
        Set-File '[]'
        { Import-BbRepositorySetting ./file.json -ErrorAction Stop } | Should -Throw -ErrorId 'NothingToImport,*'
    }
}
