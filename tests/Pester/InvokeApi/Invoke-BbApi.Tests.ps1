#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $here = 'repositories/{workspace}/{repo_slug}'
    function Get-Sent { (Get-EmulatorRequest $emulator | Where-Object method -NE GET | Select-Object -Last 1).body }
}
AfterAll { Stop-TestFile }

Describe 'Invoke-BbApi' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator DELETE requests
    }

    It 'gets an object' {
        $user = Invoke-BbApi user
        $user.nickname | Should -BeExactly 'dev'
        $user.links.self | Should -Not -BeNullOrEmpty
        (Invoke-BbApi /2.0/user).nickname | Should -BeExactly 'dev'
        (Invoke-BbApi "$($emulator.ApiUri)user").nickname | Should -BeExactly 'dev'
    }

    It 'puts workspace and repository into the path' {
        (Invoke-BbApi $here).full_name | Should -Be 'acme/widgets'
        (Invoke-BbApi 'repositories/{workspace}/{repo}' -Repository gadgets).full_name | Should -Be 'acme/gadgets'
        (Get-BbRepository | ForEach-Object { Invoke-BbApi $here -Repository "$($_.Workspace)/$($_.Slug)" }).slug | Should -Be 'empty', 'gadgets', 'widgets'
        (Invoke-BbApi 'repositories/{workspace}' -Query @{ pagelen = 2 }).values | Should -HaveCount 2
    }

    It 'takes repositories and paths from the pipeline' {
        (Get-BbRepository | Invoke-BbApi $here).slug | Should -Be 'empty', 'gadgets', 'widgets'
        ('user', $here | Invoke-BbApi).type | Should -Be 'user', 'repository'
    }

    It 'escapes once: <_>' -ForEach 'raw', 'escaped' {
        $uuid = (Get-BbSchedule)[0].Uuid
        if ($_ -eq 'escaped') { $uuid = [uri]::EscapeDataString($uuid) }
        (Invoke-BbApi "$here/pipelines_config/schedules/$uuid").cron_pattern | Should -Be '0 0 2 * * ? *'
    }

    It 'sends query parameters' {
        (Invoke-BbApi "$here/refs/branches?pagelen=5" -Query @{ q = 'name ~ "feature/"' }).values.name | Should -Be 'feature/log-view'
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 2; result = 'FAILED' }
        $null = Invoke-BbApi "$here/pipelines/" -Query ([ordered]@{ status = 'FAILED', 'PASSED'; a = $true; b = $null; c = 1.5 })
        (Get-EmulatorRequest $emulator -Path '*pipelines/*')[-1].pathAndQuery | Should -BeLike '*?status=FAILED&status=PASSED&a=true&c=1.5'
    }

    It 'keeps texts as they came, also times' {
        $uuid = (Get-BbSchedule)[0].Uuid
        (Invoke-BbApi "$here/pipelines_config/schedules/$uuid").created_on | Should -BeOfType [string]
    }

    It 'reads all pages' {
        $names = (Invoke-BbApi "$here/pipelines_config/variables" -Paginate).key
        $names | Should -HaveCount 23
        $null = Send-Order $emulator PATCH options @{ next = 'missing' }
        (Invoke-BbApi "$here/pipelines_config/variables" -Paginate -Query @{ pagelen = 5 }).key | Should -Be $names
        (Invoke-BbApi "$here/pullrequests" -Paginate).id | Should -Be 7
        @(Invoke-BbApi "$here/pipelines_config/variables" -Paginate | Select-Object -First 1) | Should -HaveCount 1
    }

    It 'says what is no list' {
        Invoke-BbApi user -Paginate -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'NotAList,*'
    }

    It 'writes nothing for an empty answer' {
        $environment = (Invoke-BbApi "$here/environments" -Paginate)[0]
        Invoke-BbApi "$here/environments/$($environment.uuid)/changes" -Method POST -Body @{ change = @{ name = 'Renamed' } } | Should -BeNullOrEmpty
        (Invoke-BbApi "$here/environments" -Paginate).name | Should -Contain 'Renamed'
    }

    Context 'bodies' {
        It 'makes JSON of what PowerShell has' {
            $body = [ordered]@{
                text = "a`"b`u{e9}"; int = 7; long = [long]::MaxValue; real = 1.5; money = 1.10d; yes = $true; nothing = $null
                list = @(1, 'b', @{ c = 1 }); empty = @(); none = @{}; one = , 1
                object = [pscustomobject]@{ A = [pscustomobject]@{ B = 'deep' } }
                day = [datetime]::new(2026, 3, 1, 12, 0, 0, [DateTimeKind]::Utc); kind = [DayOfWeek]::Friday; flag = [switch]$true
                uri = [uri]'https://x.example/a b'; piped = 'x' | ForEach-Object { $_ }
            }
            Invoke-BbApi "$here/nowhere" -Method POST -Body $body -ErrorAction SilentlyContinue
            Get-Sent | Should -BeExactly ('{"text":"a\u0022b\u00E9","int":7,"long":9223372036854775807,"real":1.5,"money":1.10,"yes":true,"nothing":null,' +
                '"list":[1,"b",{"c":1}],"empty":[],"none":{},"one":[1],"object":{"A":{"B":"deep"}},"day":"2026-03-01T12:00:00.0000000Z","kind":"Friday","flag":true,' +
                '"uri":"https://x.example/a b","piped":"x"}')
        }

        It 'sends a text that is JSON as it is' {
            Invoke-BbApi "$here/nowhere" -Method POST -Body ' {"a": [1 ,2]}' -ErrorAction SilentlyContinue
            Get-Sent | Should -BeExactly ' {"a": [1 ,2]}'
            Invoke-BbApi "$here/nowhere" -Method POST -Body @(@{ a = 1 }, @{ a = 2 }) -ErrorAction SilentlyContinue
            Get-Sent | Should -BeExactly '[{"a":1},{"a":2}]'
        }

        It 'sends a text of another type as it is' {
            Invoke-BbApi "$here/nowhere" -Method POST -Body 'a: [1' -ContentType 'application/yaml; charset=utf-8' -ErrorAction SilentlyContinue
            Get-Sent | Should -BeExactly 'a: [1'
            (Get-EmulatorRequest $emulator)[-1].headers.'Content-Type' | Should -Be 'application/yaml; charset=utf-8'
            Invoke-BbApi "$here/nowhere" -Method POST -Body @{ a = 1 } -ContentType application/yaml -ErrorVariable e -ErrorAction SilentlyContinue
            $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidBody,*'
            { Invoke-BbApi "$here/nowhere" -Method POST -Body 'a' -ContentType nonsense } | Should -Throw -ErrorId 'AmbiguousRequest,*'
        }

        It 'sends a file' {
            Set-Content TestDrive:/body.json '{"a":1}' -NoNewline
            Invoke-BbApi "$here/nowhere" -Method PUT -InFile TestDrive:/body.json -ErrorAction SilentlyContinue
            Get-Sent | Should -BeExactly '{"a":1}'
        }

        It 'sends what was read' {
            $variable = (Invoke-BbApi "$here/pipelines_config/variables" -Paginate)[0]
            $variable.value = 'changed'
            (Invoke-BbApi "$here/pipelines_config/variables/$($variable.uuid)" -Method PUT -Body $variable).value | Should -Be 'changed'
        }

        It 'refuses what is no JSON, without repeating it, and sends nothing' {
            $loop = @{}
            $loop.self = $loop
            $secret = ConvertTo-SecureString 's3cret-value' -AsPlainText -Force
            foreach ($body in '{"password": s3cret-value', @{ deep = @{ value = $secret } }, $loop, @{ code = { 1 } }, @{ n = [double]::NaN }, @{ c = [pscredential]::new('u', $secret) }) {
                Invoke-BbApi "$here/nowhere" -Method POST -Body $body -ErrorVariable e -ErrorAction SilentlyContinue
                $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidBody,*'
                "$($e[0].ErrorDetails.Message) $($e[0].Exception)" | Should -Not -Match 's3cret'
            }
            Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
        }

        It 'refuses a body with GET' {
            { Invoke-BbApi user -Body @{} } | Should -Throw -ErrorId 'AmbiguousRequest,*'
            { Invoke-BbApi user -Method POST -Body @{} -InFile x } | Should -Throw -ErrorId 'AmbiguousRequest,*'
            { Invoke-BbApi user -Method POST -Paginate } | Should -Throw -ErrorId 'AmbiguousRequest,*'
        }
    }

    Context 'asking' {
        BeforeEach { $uuid = (Get-BbSchedule)[0].Uuid }

        It 'sends nothing but GET under -WhatIf' {
            foreach ($method in 'POST', 'PUT', 'PATCH', 'DELETE') {
                Invoke-BbApi "$here/pipelines_config/schedules/$uuid" -Method $method -WhatIf -Force
            }
            Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
        }
    }

    Context 'other answers' {
        It 'writes a text as it came' {
            Invoke-BbApi "$here/src/trunk/bitbucket-pipelines.yml" -Raw | Should -Match '(?m)^pipelines:'
            (Invoke-BbApi user -Raw | ConvertFrom-Json).nickname | Should -Be 'dev'
        }

        It 'does not show what is not JSON' {
            Invoke-BbApi "$here/src/trunk/bitbucket-pipelines.yml" -ErrorVariable e -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $e | Should -HaveCount 1
        }

        It 'saves a log, wherever it is kept, without credentials there' {
            $null = Send-Order $emulator POST runs/acme/widgets @{ ageSeconds = 3600; result = 'SUCCESSFUL' }
            $step = (Invoke-BbApi "$here/pipelines/1/steps").values[0].uuid
            Invoke-BbApi "$here/pipelines/1/steps/$step/log" -OutFile TestDrive:/step.log -Verbose 4>&1 | Out-String | Should -Not -Match 'leak-canary'
            (Get-Content TestDrive:/step.log -Raw).Length | Should -BeGreaterThan 0
            Test-Path TestDrive:/step.log.partial | Should -BeFalse
            (Get-EmulatorRequest $emulator | Where-Object port -EQ 'storage').authorization | Should -BeNullOrEmpty
        }

        It 'leaves a file alone when nothing came' {
            Set-Content TestDrive:/kept.txt old
            Invoke-BbApi "$here/nowhere" -OutFile TestDrive:/kept.txt -ErrorAction SilentlyContinue
            Get-Content TestDrive:/kept.txt | Should -Be old
        }
    }

    Context 'the same door' {
        It 'goes nowhere else: <_>' -ForEach 'https://evil.example.com/2.0/user', 'repositories/../user', 'repositories/%2e%2e/user', 'a/{pipeline_uuid}', '/', 'a//b' {
            Invoke-BbApi $_ -ErrorVariable e -ErrorAction SilentlyContinue
            $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidApiPath,*'
            Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
        }

        It 'reports failures as the other cmdlets do' {
            Invoke-BbApi "$here/pipelines/99" -ErrorVariable e -ErrorAction SilentlyContinue
            $e[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
            $e[0].Exception.StatusCode | Should -Be 404
            Connect-Emulator $emulator -User readonly@example.com -Token read-token
            Invoke-BbApi "$here/pipelines_config" -ErrorVariable e -ErrorAction SilentlyContinue
            $e[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        }

        It 'sends a GET again, and a POST never' {
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'user'; status = 503 }
            (Invoke-BbApi user).nickname | Should -Be 'dev'
            $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
            Invoke-BbApi "$here/pipelines_config/variables" -Method POST -Body @{ key = 'A_B'; value = 'x' } -ErrorVariable e -ErrorAction SilentlyContinue
            $e[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
            Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 1
        }

        It 'sends no credentials with -Anonymous' {
            Invoke-BbApi user -Anonymous -ErrorAction SilentlyContinue
            (Get-EmulatorRequest $emulator)[-1].authorization | Should -BeNullOrEmpty
        }

        It 'tells method and path, and no more' {
            $told = Invoke-BbApi "$here/pipelines_config/variables?secret=s3cret" -Method POST -Body @{ key = 'A_C'; value = 's3cret'; secured = $true } -Query @{ token = 's3cret' } -Verbose -Debug 4>&1 5>&1 | Out-String
            $told | Should -Match 'POST http.*/variables -> '
            $told | Should -Not -Match 's3cret'
        }
    }
}
