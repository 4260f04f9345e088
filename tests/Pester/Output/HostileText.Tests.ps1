#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Tests names, logs and messages that contain commands of a terminal, of Azure DevOps or of GitHub Actions. No output executes them.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $types = (Get-Command -Module BitbucketPipelines -CommandType Cmdlet).OutputType.Type |
        Where-Object { $_.Namespace -like 'BitbucketPipelines*' -and $_ -ne [BitbucketPipelines.BitbucketSession] } | Sort-Object FullName -Unique
    $builds = 'TF_BUILD', 'GITHUB_ACTIONS'
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $PSStyle.OutputRendering = 'PlainText'
    $escape, $bell, $csi, $override = [char]27, [char]7, [char]0x9b, [char]0x202e
    $evil = "$escape]0;x$bell${csi}2J${override}Said ##vso[task.setvariable variable=X]y ::set-output name=x::y`r::error::z"
    # If a text begins with a command, it can be at the beginning of a line.
    $begins = "::set-output name=x::Said ##[error]y$($escape)[2J"

    # Lines that would be executed: by a terminal and by Azure anywhere in the line, by GitHub at its beginning after whitespace.
    $words = 'add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning'
    function Find-Command([string[]] $Lines) {
        $Lines | Where-Object {
            $_ -match '[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]' -or $_ -match '##(vso)?\[' -or
            ($_ -match "(^|\r)[\s\p{C}]*::($words)" -and $env:TF_BUILD -ne 'true')
        }
    }

    # Sets all strings of an object, and of the objects in its properties, to a text.
    function Set-Text($Object, [string] $Text, [int] $Depth = 3) {
        foreach ($property in $Object.GetType().GetProperties([Reflection.BindingFlags]'Instance, Public, NonPublic') | Where-Object { $_.GetIndexParameters().Count -eq 0 }) {
            $type = $property.PropertyType
            $value = if ($type -eq [string]) { $Text }
            elseif ($type -eq [BitbucketPipelines.Api.StringList]) { , [Activator]::CreateInstance($type, [Reflection.BindingFlags]'Instance, NonPublic', $null, @(, [string[]]($Text, $Text)), $null) }
            elseif ($type -eq [Nullable[Text.Json.JsonElement]]) { [Text.Json.JsonSerializer]::SerializeToElement($Text, [string]) }
            elseif ($Depth -gt 0 -and $type.IsClass -and $type.Namespace -eq 'BitbucketPipelines.Api.Models') { New-Hostile $type $Text ($Depth - 1) }
            elseif ($Depth -gt 0 -and $type.IsGenericType -and $type.GetGenericTypeDefinition() -eq [Collections.Generic.List[int]].GetGenericTypeDefinition()) {
                $list = [Activator]::CreateInstance($type)
                $list.Add((New-Hostile $type.GenericTypeArguments[0] $Text ($Depth - 1)))
                , $list
            }
            if ($null -eq $value) { continue }
            # Properties that are derived from others cannot be set.
            $setter = $property.GetSetMethod($true)
            $field = $property.DeclaringType.GetField("<$($property.Name)>k__BackingField", 'Instance, NonPublic')
            if ($setter) { $null = $setter.Invoke($Object, @(, $value)) } elseif ($field) { $field.SetValue($Object, $value) }
        }
        $Object
    }
    function New-Hostile([type] $Type, [string] $Text, [int] $Depth = 3) {
        $object = if ($Type.GetConstructor([type[]]@())) { [Activator]::CreateInstance($Type) }
        else { [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($Type) }
        Set-Text $object $Text $Depth
    }
}
AfterAll { Stop-TestFile }

Describe 'What searches for commands' {
    It 'finds each of them' {
        foreach ($line in "a${csi}2J", "$escape[31m", "x$override", 'a ##vso[x]', '##[x]', '::error::', "  ::set-env n=x::", "a`r::add-mask::", "a$([char]0x2028)b") {
            Find-Command $line | Should -BeExactly $line
        }
        Find-Command 'std::vector', '## [x]', "tab`t: :x::" | Should -BeNullOrEmpty
    }

    It 'finds what a script prints of an object by itself, so the objects are as the server made them' {
        $run = New-Hostile ([BitbucketPipelines.Api.Models.Pipeline]) $evil
        $run.Workspace | Should -BeExactly $evil
        Find-Command ($run | Format-List -Property Uuid | Out-String -Stream -Width 500) | Should -Not -BeNullOrEmpty
    }
}

Describe 'The views of <_>' -ForEach $types {
    BeforeAll {
        $type = $_
        $objects = @(New-Hostile $type $evil) + @(New-Hostile $type $begins)
    }
    AfterEach { 'TF_BUILD', 'GITHUB_ACTIONS' | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $null) } }

    It 'show nothing that acts, at any width, with <Variable>' -ForEach @{ Variable = 'TF_BUILD' }, @{ Variable = 'GITHUB_ACTIONS' } {
        [Environment]::SetEnvironmentVariable($Variable, 'true')
        $shown = foreach ($width in 41, 200) {
            $objects | Out-String -Stream -Width $width
            $objects | Format-Table -Wrap | Out-String -Stream -Width $width
            $objects | Format-List | Out-String -Stream -Width $width
            # After an object of another type that has a view, PowerShell lists the default properties.
            @(Get-Item $PSHOME) + $objects | Out-String -Stream -Width $width
        }
        Find-Command ($shown -split "`n") | Should -BeNullOrEmpty
        if ($type.GetProperties().PropertyType -contains [string]) { $shown -join '' | Should -Match 'Said' }
    }

    It 'show nothing at a prompt that a terminal acts on' {
        $shown = @($objects | Out-String -Stream -Width 80) + @($objects | Format-List | Out-String -Stream -Width 80)
        $shown | Where-Object { $_ -match '[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]' } | Should -BeNullOrEmpty
    }
}

Describe 'The views of a session' {
    It 'show a user name as text' {
        Connect-BbWorkspace -NoCheck acme -Credential ([pscredential]::new($evil, (ConvertTo-SecureString x -AsPlainText -Force))) -WarningAction SilentlyContinue
        try {
            $env:TF_BUILD = 'true'
            $shown = @(Get-BbSession | Out-String -Stream -Width 300) + @(Get-BbSession | Format-List | Out-String -Stream -Width 300)
            $shown -join '' | Should -Match 'Said'
            Find-Command $shown | Should -BeNullOrEmpty
        }
        finally { $env:TF_BUILD = $null }
    }
}

Describe 'A script with names and messages of that kind' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST caches/acme/widgets @{ name = $evil; size = 5 }
        $null = Send-Order $emulator POST runners/acme/widgets @{ name = $evil; labels = @('linux'); status = 'ONLINE' }
        $null = Send-Order $emulator POST environments/acme/widgets @{ name = $evil; type = 'Test' }
        $null = Send-Order $emulator POST schedules/acme/widgets @{ cron = '0 0 1 * * ? *'; branch = $evil; selector = "custom:$evil" }
        $case = @{ name = $begins; className = $evil; packageName = $evil; status = 'FAILED'; reason = $evil; moreReasons = @($begins) }
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:evil @{ steps = @(@{ name = $evil; duration = 40; result = 'FAILED'; log = @($evil, $begins); tests = @{ cases = @($case) } }) }
        $build = (Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:evil'; result = $null; ageSeconds = 600 }).buildNumbers
        $null = Send-Order $emulator POST refs/acme/widgets @{ branch = $evil }
        $null = Send-Order $emulator POST runs/acme/widgets @{ branch = $evil; result = 'RUNNING'; count = 2 }
        $message = @{ error = @{ message = $evil; detail = $begins } } | ConvertTo-Json -Compress
        function Send-Fault([string] $Path, [int] $Status, [int] $Times = 0) {
            $null = Send-Order $emulator POST faults @{ path = $Path; status = $Status; contentType = 'application/json'; body = $message; times = $Times }
        }
        Send-Fault '/pipelines_config$' 400
        Send-Fault '/pipelines_config/schedules/.*executions' 403
        Send-Fault '/pipelines_config/ssh/key_pair' 404
        Send-Fault '/pipelines_config/build_number' 409
        Send-Fault '/deployments' 500 1
        $transcript = Join-Path $TestDrive 'transcript.txt'
    }

    It 'tells nothing that acts, in any stream, question, error view or transcript, with <_>' -ForEach $builds {
        $said = Invoke-Child $emulator @"
`$VerbosePreference = `$DebugPreference = `$InformationPreference = `$WarningPreference = 'Continue'
`$ProgressPreference = 'Continue'
`$null = Start-Transcript '$transcript' -Force
'PART whatif'
Remove-BbCache * -WhatIf; Remove-BbRunner * -WhatIf; Remove-BbEnvironment * -WhatIf; Get-BbSchedule | Remove-BbSchedule -WhatIf
Get-BbSchedule | Set-BbSchedule -Enabled `$false -WhatIf; Get-BbEnvironment | Set-BbEnvironment -NewName 'Said so' -WhatIf
Stop-BbPipeline $build -WhatIf; Stop-BbPipeline -Superseded -WhatIf; `$name = (Get-BbCache | Where-Object Size -EQ 5).Name
Publish-BbReport -InputObject @{ Message = `$name } -Title `$name -Commit trunk -WhatIf
Set-BbCommitStatus FAILED -Key x -Name `$name -Url https://ci.example.com -Commit trunk -WhatIf
'PART views'
Get-BbPipeline; Get-BbStep $build; Get-BbStep $build | Format-List; Measure-BbPipeline -GroupBy Branch, Pipeline; Get-BbTestCase $build; Get-BbTestCase $build | Format-List
Get-BbTestCaseReason $build; Get-BbTestCaseReason $build | Format-List; Get-BbCache; Get-BbRunner; Get-BbEnvironment; Get-BbSchedule
'PART log'
Get-BbStepLog $build; Wait-BbPipeline $build -Follow -PollIntervalSec 0.1
'PART errors'
Get-BbPipelineConfig; Get-BbSshKeyPair; Set-BbBuildNumber 1000; Get-BbSchedule | Get-BbScheduleExecution; Get-BbDeployment
Get-BbEnvironment nope; Get-BbRunner nope; Save-BbCache nope; Get-BbStep $build nope; Get-BbStepLog $build nope; Get-BbTestCase $build nope
Get-BbCache | Save-BbCache -OutFile '$TestDrive/' -NoClobber | Out-Null
Get-BbCache | Save-BbCache -OutFile '$TestDrive/' -NoClobber | Out-Null
foreach (`$view in 'NormalView', 'CategoryView') { `$ErrorView = `$view; `$Error | Out-String }
`$Error | ForEach-Object { "`$_"; `$_.ErrorDetails.RecommendedAction; "`$(`$_.CategoryInfo)" }
'PART exceptions'
`$Error | ForEach-Object { for (`$e = `$_.Exception; `$e; `$e = `$e.InnerException) { Write-Host `$e.Message; `$e.Message } }
`$null = Stop-Transcript
"@ @{ $_ = 'true'; AGENT_TEMPDIRECTORY = "$TestDrive" }
        $said.All | Should -BeLike '*What if:*Said*'
        $said.All | Should -BeLike '*PipelineFailed*'
        # The host and the transcript add colors, and the groups of a followed log come from the module.
        $lines = ($said.All -split "`n") + (Get-Content $transcript) -replace '\x1b\[[0-9;]*m' -replace '^(##\[|::)(group|endgroup)(\]|::)' -replace
            '^(##vso\[task\.(logissue type=(error|warning)|uploadsummary)\]|::(error|warning) title=Bitbucket Pipelines::)'
        $lines.Count | Should -BeGreaterThan 200
        Find-Command $lines | Should -BeNullOrEmpty
    }

    It 'keeps what the server said as it was, beside the message that a script may print' {
        $env:TF_BUILD = 'true'
        try { Get-BbPipelineConfig -ErrorVariable failed -ErrorAction SilentlyContinue } finally { $env:TF_BUILD = $null }
        Find-Command $failed[0].Exception.Message | Should -BeNullOrEmpty
        $failed[0].Exception.Message | Should -BeLike '*Said*'
        $failed[0].Exception.StatusCode | Should -Be 400
        $failed[0].Exception.ServerMessage | Should -BeLike '*##vso*'
    }

    It 'shows no progress record with a command' {
        $ended = Wait-Background (Start-Background "`$ProgressPreference = 'Continue'; Get-BbCache | Save-BbCache -OutFile '$TestDrive/p/' -Session `$session -Force; Invoke-BbPipeline -Custom evil -Session `$session -Wait -PollIntervalSec 0.2 -ErrorAction SilentlyContinue" '')
        $ended.Streams.Progress.Count | Should -BeGreaterThan 0
        "$($ended.Streams.Progress.StatusDescription)$($ended.Streams.Progress.CurrentOperation)" | Should -Match 'Said'
        Find-Command ($ended.Streams.Progress | ForEach-Object { $_.Activity; $_.StatusDescription; $_.CurrentOperation } | ForEach-Object { $_ -replace '##' }) |
            Should -BeNullOrEmpty
    }
}

Describe 'Properties that are listed where there is no view' {
    It 'are the text of the property of the same name, harmless' {
        $methods = [BitbucketPipelines.Output.SafeProperties].GetMethods('Public, Static')
        $methods.Count | Should -BeGreaterThan 50
        foreach ($method in $methods) {
            $item = [pscustomobject]@{ $method.Name = "$escape[2J$($method.Name)" }
            $method.Invoke($null, @([psobject]$item)) | Should -BeExactly $method.Name
        }
    }
}
