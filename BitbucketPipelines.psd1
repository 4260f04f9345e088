@{
    # Windows PowerShell 5.1 gets the netstandard2.0 build in Desktop, PowerShell 7.4 and later the net8.0 build in Core. There is no
    # -eq here: the first comparison of texts in a process loads the culture data, which takes about a tenth of the import.
    RootModule             = "$PSEdition/BitbucketPipelines.dll"
    ModuleVersion          = '0.1.0'
    GUID                   = '5b0f7a52-6a3f-4a2e-9d0b-6f5f0f3c8d41'
    Author                 = 'BitbucketPipelines contributors'
    CompanyName            = 'BitbucketPipelines contributors'
    Copyright              = '(c) BitbucketPipelines contributors. MIT License.'
    Description            = 'Automate Bitbucket Cloud Pipelines from PowerShell: trigger a run, wait for it, follow its log, get a typed result.'
    PowerShellVersion      = '5.1'
    # For Windows PowerShell: .NET Standard 2.0 is a whole part of .NET Framework from this version on.
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    FormatsToProcess       = @('BitbucketPipelines.Format.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @('Start-BbPipeline')
    CmdletsToExport        = @(
        'Compare-BbPipeline'
        'Compare-BbRepositorySetting'
        'Compare-BbVariable'
        'Connect-BbWorkspace'
        'Copy-BbKnownHost'
        'Copy-BbRepositorySetting'
        'Copy-BbVariable'
        'Disconnect-BbWorkspace'
        'Export-BbKnownHost'
        'Export-BbRepositorySetting'
        'Export-BbVariable'
        'Find-BbVariable'
        'Get-BbCache'
        'Get-BbCommitStatus'
        'Get-BbCustomPipeline'
        'Get-BbDeployment'
        'Get-BbEnvironment'
        'Get-BbHostKey'
        'Get-BbKnownHost'
        'Get-BbOidcConfiguration'
        'Get-BbOidcKey'
        'Get-BbPipeline'
        'Get-BbPipelineConfig'
        'Get-BbRepository'
        'Get-BbRunner'
        'Get-BbSchedule'
        'Get-BbScheduleExecution'
        'Get-BbSession'
        'Get-BbSshKeyPair'
        'Get-BbStep'
        'Get-BbStepLog'
        'Get-BbTestCase'
        'Get-BbTestCaseReason'
        'Get-BbTestReport'
        'Get-BbVariable'
        'Import-BbKnownHost'
        'Import-BbRepositorySetting'
        'Import-BbVariable'
        'Invoke-BbApi'
        'Invoke-BbPipeline'
        'Measure-BbPipeline'
        'New-BbEnvironment'
        'New-BbRunner'
        'New-BbSchedule'
        'New-BbSshKeyPair'
        'Publish-BbReport'
        'Remove-BbCache'
        'Remove-BbEnvironment'
        'Remove-BbKnownHost'
        'Remove-BbRunner'
        'Remove-BbSchedule'
        'Remove-BbSshKeyPair'
        'Remove-BbVariable'
        'Resume-BbPipeline'
        'Save-BbCache'
        'Set-BbBuildNumber'
        'Set-BbCommitStatus'
        'Set-BbEnvironment'
        'Set-BbKnownHost'
        'Set-BbPipelineConfig'
        'Set-BbRunner'
        'Set-BbSchedule'
        'Set-BbSshKeyPair'
        'Set-BbVariable'
        'Show-BbPipeline'
        'Stop-BbPipeline'
        'Sync-BbVariable'
        'Test-BbPipelineYaml'
        'Test-BbSession'
        'Wait-BbPipeline'
    )
    PrivateData            = @{
        PSData = @{
            Tags       = @(
                'Bitbucket', 'BitbucketCloud', 'Pipelines', 'CI', 'DevOps', 'Atlassian'
                'Windows', 'Linux', 'MacOS', 'PSEdition_Core', 'PSEdition_Desktop'
            )
            # Where the sources live. The two addresses below lie under the first.
            ProjectUri = 'https://github.com/BitbucketPipelines/BitbucketPipelines'
            LicenseUri = 'https://github.com/BitbucketPipelines/BitbucketPipelines/blob/HEAD/LICENSE'
            IconUri    = 'https://github.com/BitbucketPipelines/BitbucketPipelines/raw/HEAD/docs/icon.png'
        }
    }
}
