#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Every parameter is completed with what Bitbucket has, or is listed here with the reason why it is not.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"

    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters +
        'First', 'Skip', 'IncludeTotalCount'

    # Paths of files: PowerShell completes them.
    $files = 'Get-BbStepLog -OutFile', 'Save-BbCache -OutFile', 'Show-BbPipeline -OutFile', 'Invoke-BbApi -OutFile', 'Invoke-BbApi -InFile', 'Set-BbSshKeyPair -PrivateKeyPath',
        'Set-BbSshKeyPair -PublicKeyPath', 'Import-BbVariable -Path', 'Export-BbVariable -Path', 'Import-BbKnownHost -Path', 'Export-BbKnownHost -Path',
        'Import-BbRepositorySetting -Path', 'Invoke-BbPipeline -YamlPath', 'Export-BbRepositorySetting -Path', 'Compare-BbRepositorySetting -Path', 'Publish-BbReport -Path',
        'Test-BbPipelineYaml -Path', 'Test-BbPipelineYaml -LiteralPath'

    # What nobody can know before it is typed. By name, for all cmdlets, or for one.
    $unknown = @{
        'NewName' = 'a name that is not taken yet'; 'New-BbEnvironment -Name' = 'a name that is not taken yet'
        'New-BbRunner -Name' = 'a name that is not taken yet'; 'CreateBranch' = 'a name that is not taken yet'; 'Yaml' = 'free text'; 'Value' = 'free text'; 'Comment' = 'free text'
        'Import-BbKnownHost -Name' = 'names in a file, not on Bitbucket'
        'Title' = 'free text'; 'Publish-BbReport -Id' = 'an id of the caller'; 'Link' = 'the address of a page'
        'Get-BbCommitStatus -Key' = 'a key of the caller'; 'Set-BbCommitStatus -Key' = 'a key of the caller'
        'Set-BbCommitStatus -Url' = 'the address of a page'; 'Set-BbCommitStatus -Name' = 'free text'; 'Description' = 'free text'
        'SecretName' = 'a pattern for names in a vault of this machine'; 'Vault' = 'a vault of this machine'
        'SecureValue' = 'secrets'; 'SecureVariable' = 'secrets'; 'Variable' = 'a hash table'
        'Body' = 'the content of a request'; 'ContentType' = 'a media type'; 'Query' = 'a hash table'
        'Invoke-BbApi -Path' = 'any path of the API'
        'ApiUri' = 'the address of a server'; 'SiteUri' = 'the address of a server'; 'Proxy' = 'the address of a server'
        'AccessToken' = 'a secret'; 'Credential' = 'a secret'; 'ClientCredential' = 'a secret'
        'Session' = 'an object in a variable'; 'ToSession' = 'an object in a variable'; 'InputObject' = 'an object in a variable'
        'Since' = 'a time'; 'Until' = 'a time'; 'OlderThan' = 'an age'; 'LargerThan' = 'a size'
        'Port' = 'a number'; 'TimeoutSec' = 'a number'; 'PollIntervalSec' = 'a number'; 'ThrottleLimit' = 'a number'; 'Tail' = 'a number'; 'MaxLine' = 'a number'; 'MaxCommit' = 'a number'
        'TotalCount' = 'a number'; 'Top' = 'a number'; 'Next' = 'a number'; 'Increment' = 'a number'; 'RequestTimeoutSec' = 'a number'; 'RetryTimeoutSec' = 'a number'
        'Key' = 'a public key'; 'PublicKey' = 'a public key'; 'PrivateKey' = 'a secret'
        'LogUuid' = 'the API has no list of the logs of service containers'
        'User' = 'deprecated, and the API has no list of users'
    }

    function Get-Completer($Parameter) {
        $completer = $parameter.Attributes | Where-Object { $_ -is [ArgumentCompleter] } | ForEach-Object { $_.Type.Name }
        $type = $parameter.ParameterType
        if ($type.IsArray) { $type = $type.GetElementType() }
        $type = [Nullable]::GetUnderlyingType($type) ?? $type
        if ($completer) { $completer }
        elseif ($type.IsEnum -or $type -eq [switch]) { 'PowerShell' }
        elseif ($parameter.Attributes | Where-Object { $_ -is [ValidateSet] }) { 'PowerShell' }
    }
}
AfterAll { Stop-TestFile }

Describe 'Completion of a parameter' {
    It 'exists, or is missing for a reason that is listed here' {
        $seen = 0
        $used = [System.Collections.Generic.HashSet[string]]::new()
        $wrong = foreach ($command in Get-Command -Module BitbucketPipelines -CommandType Cmdlet) {
            foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
                $parameter = $command.Parameters[$name]
                $seen++
                $completer = Get-Completer $parameter
                $reason = "$($command.Name) -$name", $name | Where-Object { $unknown.ContainsKey($_) } | Select-Object -First 1
                $isRefused = $name -eq 'Pipeline' -and $parameter.Attributes.DontShow -contains $true
                if ("$($command.Name) -$name" -in $files) {
                    if ($completer) { "$($command.Name) -$name is a path, which PowerShell completes" }
                }
                elseif (-not $completer) { "$($command.Name) -$name has no completer: PowerShell offers names of files" }
                elseif ($completer -eq 'NothingCompleter' -and -not $isRefused) {
                    if ($reason) { $null = $used.Add($reason) } else { "$($command.Name) -$name completes nothing, and no reason is listed" }
                }
            }
        }

        $wrong | Should -BeNullOrEmpty
        $seen | Should -BeGreaterThan 500
        $unknown.Keys | Where-Object { $_ -notin $used } | Should -BeNullOrEmpty -Because 'a reason for nothing is out of date'
    }
}

Describe 'Names of files' {
    It 'are offered for paths and for nothing else' {
        Disconnect-BbWorkspace
        $null = New-Item "$TestDrive/clone.txt"
        Push-Location $TestDrive
        try {
            $seen = @{}
            $offering = foreach ($command in Get-Command -Module BitbucketPipelines -CommandType Cmdlet) {
                foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
                    if ($command.Parameters[$name].SwitchParameter) { continue }
                    $line = "$($command.Name) -$name "
                    $found = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
                    if ($found.ResultType -contains 'ProviderItem') { $line.Trim() }
                    $seen[$line] = $true
                }
            }

            $seen.Count | Should -BeGreaterThan 300
            $offering | Sort-Object | Should -BeExactly ($files | Sort-Object)
        }
        finally {
            Pop-Location
        }
    }
}
