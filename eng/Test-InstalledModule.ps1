<#
.SYNOPSIS
    Imports the module from a folder and plays its main job against an emulator that runs already. Works in Windows PowerShell 5.1 too.
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [int] $CmdletCount,
    [Parameter(Mandatory)] [uri] $ApiUri,
    [Parameter(Mandatory)] [uri] $SiteUri
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Assert([bool] $Condition, [string] $Message) { if (-not $Condition) { throw $Message } }

try {
    # By name where it is installed, as a user imports it; by path where it is only saved.
    $listed = @(Get-Module BitbucketPipelines -ListAvailable | ForEach-Object { $_.ModuleBase })
    Import-Module $(if ($listed -contains $Path) { 'BitbucketPipelines' } else { Join-Path $Path BitbucketPipelines.psd1 })
    $module = Get-Module BitbucketPipelines
    Assert ($module.ModuleBase -eq $Path) "The module came from $($module.ModuleBase), not from $Path."
    $leg = if ($PSVersionTable.PSEdition -eq 'Core') { 'core' } else { 'desktop' }
    $loaded = (Get-Command Invoke-BbPipeline).ImplementingType.Assembly.Location
    Assert ($loaded -eq (Join-Path (Join-Path $Path $leg) BitbucketPipelines.dll)) "The assembly was loaded from $loaded."

    $cmdlets = @(Get-Command -Module BitbucketPipelines -CommandType Cmdlet)
    Assert ($cmdlets.Count -eq $CmdletCount) "It has $($cmdlets.Count) cmdlets, and should have $CmdletCount."
    Assert ((Get-Alias Start-BbPipeline).ResolvedCommandName -eq 'Invoke-BbPipeline') 'The alias Start-BbPipeline is missing.'
    foreach ($cmdlet in $cmdlets) {
        $help = Get-Help $cmdlet.Name -Full
        # Without help PowerShell shows the syntax in its place.
        $text = $help.Synopsis -and $help.Synopsis.Trim() -notlike "$($cmdlet.Name)*"
        Assert ($text -and @($help.examples.example).Count -ge 2) "There is no help for $($cmdlet.Name)."
    }
    foreach ($topic in 'about_BitbucketPipelines', 'about_BitbucketPipelines_Errors') {
        Assert ("$(Get-Help $topic | Out-String)".Length -gt 1000) "There is no $topic."
    }

    $credential = New-Object pscredential 'dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force)
    Connect-BbWorkspace acme widgets -Credential $credential -ApiUri $ApiUri -SiteUri $SiteUri
    Assert (Test-BbSession) 'Test-BbSession says that it does not work.'
    $run = Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'staging' } -Wait
    Assert ($run.Result -eq 'SUCCESSFUL') "The run ended $($run.Result)."
    Assert (($run | Format-Table | Out-String) -match 'SUCCESSFUL') 'The view of a run does not work.'
    Assert (@(Get-BbStepLog $run -Step 1).Count -gt 0) 'There is no log.'
    $failed = Invoke-BbPipeline -Custom fail -Wait -ErrorAction SilentlyContinue -ErrorVariable problem
    Assert ($failed.Result -eq 'FAILED' -and $problem[0].FullyQualifiedErrorId -like 'PipelineFailed,*') 'A failed run is no error.'
    Set-BbVariable PACKAGE_TRIED -SecureValue $credential.Password
    Assert ((Get-BbVariable PACKAGE_TRIED).Secured) 'A secured variable cannot be set.'
    Remove-BbVariable PACKAGE_TRIED -Confirm:$false
    Disconnect-BbWorkspace
    $engine = "PowerShell $($PSVersionTable.PSVersion) ($($PSVersionTable.PSEdition))"
    Write-Host "Installed and tried: $($module.Name) $($module.Version), $($cmdlets.Count) cmdlets, in $engine"
}
catch {
    [Console]::Error.WriteLine("$($_.Exception.Message) ($($_.ScriptStackTrace -replace '\r?\n', '; '))")
    exit 1
}
