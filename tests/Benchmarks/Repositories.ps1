# The rows of the table that work in many repositories. Each has
#   Command   what a user of the module types; $set is the prefix of the repositories
#   Each      what a person writes with Invoke-RestMethod for one repository, $_: run one after another, and by ForEach-Object -Parallel
#   First     what that person asks once, before the loop; its result is $once
#   Add       what each repository has; Fresh: new repositories for each measurement, since it changes them
# $api is the address of the repositories of the workspace, $common the arguments of Invoke-RestMethod that name the account.
# Both sides send the requests that the job needs. Lists are short enough for one page of 100.
[ordered]@{
    'find a variable'           = @{
        Add     = 'Variable', 'Environment'
        Command = { Find-BbVariable V_07 -Repository "$set-*" }
        Each    = {
            (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values | Where-Object key -CEQ V_07
            foreach ($environment in (Invoke-RestMethod "$api/$_/environments/?pagelen=100" @common).values) {
                $id = [uri]::EscapeDataString($environment.uuid)
                (Invoke-RestMethod "$api/$_/deployments_config/environments/$id/variables?pagelen=100" @common).values | Where-Object key -CEQ V_07
            }
        }
    }
    'variables'                 = @{
        Add     = 'Variable', 'Environment'
        Command = { Get-BbRepository "$set-*" | Get-BbVariable }
        Each    = { (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values }
    }
    'variables of environments' = @{
        Add     = 'Variable', 'Environment'
        Command = { Get-BbRepository "$set-*" | Get-BbEnvironment | Get-BbVariable }
        Each    = {
            foreach ($environment in (Invoke-RestMethod "$api/$_/environments/?pagelen=100" @common).values) {
                $id = [uri]::EscapeDataString($environment.uuid)
                (Invoke-RestMethod "$api/$_/deployments_config/environments/$id/variables?pagelen=100" @common).values
            }
        }
    }
    'export variables'          = @{
        Add     = 'Variable', 'Environment'
        Command = { Get-BbRepository "$set-*" | Export-BbVariable "$work/all.csv" }
        Each    = {
            $slug = $_
            (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values |
                Select-Object @{ n = 'Repository'; e = { $slug } }, key, value, secured | Export-Csv "$work/$slug.csv"
        }
    }
    'import, unchanged'         = @{
        Add     = 'Variable', 'Environment'
        Before  = { 1..40 | Where-Object { $_ % 8 } | ForEach-Object { 'V_{0:00}=value {1}' -f $_, $_ } | Set-Content "$work/plain.env" }
        Command = { Get-BbRepository "$set-*" | Import-BbVariable "$work/plain.env" }
        Each    = {
            $known = (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values | Group-Object key -AsHashTable
            foreach ($line in Get-Content "$work/plain.env") {
                $name, $value = $line -split '=', 2
                if (-not $known.ContainsKey($name) -or $known[$name].value -cne $value) { throw "$name differs" }
                "$name is unchanged"
            }
        }
    }
    'compare with one'          = @{
        Add     = 'Variable', 'Environment'
        Command = { Get-BbRepository "$set-*" | Compare-BbVariable -ToRepository "$set-001" -IncludeEqual }
        First   = { (Invoke-RestMethod "$api/$set-001/pipelines_config/variables?pagelen=100" @common).values }
        Each    = { Compare-Object $once (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values -Property key, value, secured -IncludeEqual }
    }
    'schedules'                 = @{
        Add     = 'Schedule'
        Command = { Get-BbRepository "$set-*" | Get-BbSchedule }
        Each    = { (Invoke-RestMethod "$api/$_/pipelines_config/schedules?pagelen=100" @common).values }
    }
    'new schedules'             = @{
        Add     = 'Script'
        Fresh   = $true
        Command = { Get-BbRepository "$set-*" | New-BbSchedule -Branch main -Custom nightly -Cron '0 30 4 * * ? *' }
        # Looks first, so that a second run does not make a second schedule, as the cmdlet does.
        Each    = {
            $known = (Invoke-RestMethod "$api/$_/pipelines_config/schedules?pagelen=100" @common).values
            if (-not ($known | Where-Object { $_.cron_pattern -eq '0 30 4 * * ? *' })) {
                $body = @{
                    type = 'pipeline_schedule'; enabled = $true; cron_pattern = '0 30 4 * * ? *'
                    target = @{ type = 'pipeline_ref_target'; ref_type = 'branch'; ref_name = 'main'; selector = @{ type = 'custom'; pattern = 'nightly' } }
                } | ConvertTo-Json -Depth 5
                Invoke-RestMethod "$api/$_/pipelines_config/schedules" -Method Post -Body $body -ContentType application/json @common
            }
        }
    }
    'turn Pipelines on'         = @{
        Fresh   = $true
        Command = { Get-BbRepository "$set-*" | Set-BbPipelineConfig -Enabled $true -PassThru }
        Each    = { Invoke-RestMethod "$api/$_/pipelines_config" -Method Put -Body '{"enabled":true}' -ContentType application/json @common }
    }
    'copy known hosts'          = @{
        Fresh   = $true
        Before  = { $script:template = New-RepositorySet $emulator 1 -Add KnownHost }
        Command = { Get-BbRepository "$set-*" | Copy-BbKnownHost -Repository "$template-001" }
        First   = { (Invoke-RestMethod "$api/$template-001/pipelines_config/ssh/known_hosts?pagelen=100" @common).values }
        Each    = {
            $known = (Invoke-RestMethod "$api/$_/pipelines_config/ssh/known_hosts?pagelen=100" @common).values.hostname
            foreach ($entry in $once | Where-Object hostname -NotIn $known) {
                $body = @{ type = 'pipeline_known_host'; hostname = $entry.hostname; public_key = $entry.public_key } | ConvertTo-Json -Depth 5
                Invoke-RestMethod "$api/$_/pipelines_config/ssh/known_hosts" -Method Post -Body $body -ContentType application/json @common
            }
        }
    }
    'rotate a host key'         = @{
        Add     = 'KnownHost'
        Fresh   = $true
        Before  = {
            $script:newKey = "ssh-ed25519 $(Get-HostKey 77)"
            $hash = [Security.Cryptography.SHA256]::HashData([Convert]::FromBase64String((Get-HostKey 3)))
            $script:oldKey = "SHA256:$([Convert]::ToBase64String($hash).TrimEnd('='))"
        }
        Command = { Get-BbRepository "$set-*" | Set-BbKnownHost host3.example.com $newKey -OldFingerprint $oldKey -PassThru }
        Each    = {
            $entry = (Invoke-RestMethod "$api/$_/pipelines_config/ssh/known_hosts?pagelen=100" @common).values | Where-Object hostname -EQ host3.example.com
            $type, $key = $newKey -split ' '
            $body = @{ type = 'pipeline_known_host'; hostname = $entry.hostname; public_key = @{ type = 'pipeline_ssh_public_key'; key_type = $type; key = $key } } | ConvertTo-Json -Depth 5
            Invoke-RestMethod "$api/$_/pipelines_config/ssh/known_hosts/$([uri]::EscapeDataString($entry.uuid))" -Method Put -Body $body -ContentType application/json @common
        }
    }
    'remove caches'             = @{
        Add     = 'Cache'
        Fresh   = $true
        Command = { Get-BbRepository "$set-*" | Remove-BbCache * -Force -PassThru }
        Each    = {
            foreach ($name in (Invoke-RestMethod "$api/$_/pipelines-config/caches?pagelen=100" @common).values.name | Sort-Object -Unique) {
                Invoke-RestMethod "$api/$_/pipelines-config/caches?name=$([uri]::EscapeDataString($name))" -Method Delete @common
            }
        }
    }
    'copy variables'            = @{
        Fresh   = $true
        Before  = { $script:template = New-RepositorySet $emulator 1 -Add Variable }
        Command = { Get-BbRepository "$set-*" | Copy-BbVariable -Repository "$template-001" -Name V_0* }
        First   = { (Invoke-RestMethod "$api/$template-001/pipelines_config/variables?pagelen=100" @common).values | Where-Object { $_.key -clike 'V_0*' -and -not $_.secured } }
        Each    = {
            $known = (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values.key
            foreach ($variable in $once | Where-Object key -CNotIn $known) {
                $body = @{ key = $variable.key; value = $variable.value; secured = $false } | ConvertTo-Json
                Invoke-RestMethod "$api/$_/pipelines_config/variables" -Method Post -Body $body -ContentType application/json @common
            }
        }
    }
    'copy variables again'      = @{
        Add     = 'Variable', 'Environment'
        Before  = { $script:template = New-RepositorySet $emulator 1 -Add Variable }
        Command = { Get-BbRepository "$set-*" | Copy-BbVariable -Repository "$template-001" }
        First   = { (Invoke-RestMethod "$api/$template-001/pipelines_config/variables?pagelen=100" @common).values | Where-Object { -not $_.secured } }
        Each    = {
            $known = (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values | Group-Object key -AsHashTable
            foreach ($variable in $once) {
                if ($known[$variable.key].value -cne $variable.value) { throw "$($variable.key) differs" }
                "$($variable.key) is unchanged"
            }
        }
    }
    'sync variables, -Prune'    = @{
        Add     = 'Surplus'
        Fresh   = $true
        Before  = { $script:template = New-RepositorySet $emulator 1 -Add Short }
        Command = { Get-BbRepository "$set-*" | Sync-BbVariable -Repository "$template-001" -Prune -Force }
        First   = { (Invoke-RestMethod "$api/$template-001/pipelines_config/variables?pagelen=100" @common).values }
        Each    = {
            $known = (Invoke-RestMethod "$api/$_/pipelines_config/variables?pagelen=100" @common).values
            foreach ($variable in $once | Where-Object key -CNotIn $known.key) {
                $body = @{ key = $variable.key; value = $variable.value; secured = $false } | ConvertTo-Json
                Invoke-RestMethod "$api/$_/pipelines_config/variables" -Method Post -Body $body -ContentType application/json @common
            }
            foreach ($surplus in $known | Where-Object key -CNotIn $once.key) {
                Invoke-RestMethod "$api/$_/pipelines_config/variables/$([uri]::EscapeDataString($surplus.uuid))" -Method Delete @common
            }
        }
    }
    'start a custom pipeline'   = @{
        Add     = 'Script'
        Fresh   = $true
        Command = { Get-BbRepository "$set-*" | Invoke-BbPipeline -Custom nightly }
        # The list of repositories has the main branch.
        Each    = {
            $body = @{ target = @{ type = 'pipeline_ref_target'; ref_type = 'branch'; ref_name = 'main'; selector = @{ type = 'custom'; pattern = 'nightly' } } } | ConvertTo-Json -Depth 5
            Invoke-RestMethod "$api/$_/pipelines/" -Method Post -Body $body -ContentType application/json @common
        }
    }
    'the newest run'            = @{
        Add     = 'Run'
        Command = { Get-BbRepository "$set-*" | Get-BbPipeline -First 1 }
        Each    = { (Invoke-RestMethod "$api/$_/pipelines/?sort=-created_on&pagelen=1" @common).values }
    }
    'failed logs of 50 runs'    = @{
        Items   = { 1..50 }
        Before  = {
            $null = Send-Order $emulator PUT scripts/acme/widgets/custom:broken @{ steps = @(@{ name = 'Build'; result = 'FAILED'; log = @(1..50 | ForEach-Object { "line $_" }) }) }
            if (-not (Test-Path variable:script:broken)) {
                $null = Send-Order $emulator POST runs/acme/widgets @{ count = 50; branch = 'trunk'; selector = 'custom:broken'; result = 'FAILED'; ageSeconds = 3600 }
                $script:broken = $true
            }
        }
        Command = { 1..50 | Get-BbStepLog -Repository widgets -Failed }
        Each    = {
            foreach ($step in (Invoke-RestMethod "$api/widgets/pipelines/$_/steps/?pagelen=100" @common).values | Where-Object { $_.state.result.name -eq 'FAILED' }) {
                (Invoke-RestMethod "$api/widgets/pipelines/$_/steps/$([uri]::EscapeDataString($step.uuid))/log" -Headers @{ Accept = '*/*' } @common) -split "`n"
            }
        }
    }
}
