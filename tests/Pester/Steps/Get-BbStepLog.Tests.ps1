#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Set-Script([string] $Name, [hashtable] $Script) { $null = Send-Order $emulator PUT "scripts/acme/widgets/custom:$Name" $Script }
    function Get-LogRequest { @(Get-EmulatorRequest $emulator -Path '*/log*') }
    function Get-StorageRequest { @(Get-EmulatorRequest $emulator | Where-Object port -eq storage) }
    function Get-Range($Requests) { @($Requests | ForEach-Object { if ($_.headers.PSObject.Properties['Range']) { $_.headers.Range } else { '' } }) }
    function Add-Fault([hashtable] $Fault) { $null = Send-Order $emulator POST faults $Fault }
    $odd = "first`r`nsecond ünïcödé 🚀`n`n  indented`ttab`nlast without end"
}
AfterAll { Stop-TestFile }

Describe 'Get-BbStepLog, of what has ended' {
    BeforeAll {
        Connect-Emulator $emulator
        Set-Script odd @{ steps = @(@{ name = 'Odd'; duration = 1; logText = $odd }, @{ name = 'Empty'; duration = 1; logText = '' }, @{ duration = 1; name = ''; log = @('of a step without a name') }) }
        $passed = Add-Run @{ }
        $failed = Add-Run @{ selector = 'custom:fail'; result = 'FAILED' }
        $odds = Add-Run @{ selector = 'custom:odd' }
        Set-Script twins @{ steps = @(@{ name = 'Build'; duration = 1; log = @('one') }, @{ name = 'Build'; duration = 1; log = @('two') }) }
        $twins = Add-Run @{ selector = 'custom:twins' }
        $long = Add-Run @{ selector = 'custom:long-log' }
        $build = '+ npm ci', 'added 112 packages in 2s', '+ npm run build', 'Built 14 modules', 'Done in 1.42s'
    }
    BeforeEach { Clear-Request }

    It 'gives the lines of all steps, one after the other' {
        $lines = Get-BbStepLog $passed
        $lines | Should -HaveCount 8
        $lines[0..4] | Should -BeExactly $build
        $lines[5] | Should -BeExactly '+ npm test'
        $lines | Should -BeOfType string
    }

    It 'gives those of one step by <Because>' -ForEach @(
        @{ Because = 'name'; Step = 'Test' }, @{ Because = 'wildcards'; Step = 't*' }, @{ Because = 'position'; Step = 2 }
    ) {
        (Get-BbStepLog $passed $Step)[0] | Should -BeExactly '+ npm test'
        (Get-BbStepLog $passed -Step $Step)[0] | Should -BeExactly '+ npm test'
    }

    It 'gives those of the steps that failed' {
        Get-BbStepLog $failed -Failed | Should -Contain 'Error: 1 of 31 tests failed'
        Get-BbStepLog $passed -Failed -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }

    It 'leaves out steps that never ran, unless asked for by name' {
        (Get-BbStepLog $failed -ErrorVariable errors).Count | Should -Be 8
        $errors | Should -BeNullOrEmpty
        Get-BbStepLog $failed 'Deploy*' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LogNotAvailable,BitbucketPipelines.Commands.GetStepLogCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].Exception.Message | Should -BeExactly "Step 'Deploy to production' of run #$failed has no log (COMPLETED (NOT_RUN))."
        $errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'The step was never started.'
        Get-BbStep $failed 2 | Get-BbStepLog -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'LogNotAvailable,*'
    }

    It 'lists the steps when there is none of that name' {
        Get-BbStepLog $passed Bulid -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'StepNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*1 'Build', 2 'Test'*"
    }

    It 'says that a run is not there, and goes on with the next' {
        Get-BbStepLog 99, $passed -Step Build -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeExactly $build
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $errors[0].TargetObject | Should -BeExactly '99'
    }

    It 'keeps letters, blanks and empty lines, and takes either line end' {
        Get-BbStepLog $odds Odd | Should -BeExactly 'first', 'second ünïcödé 🚀', '', "  indented`ttab", 'last without end'
    }

    It 'gives nothing, and no error, for an empty log' {
        Get-BbStepLog $odds Empty -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'reads a step without a name' {
        Get-BbStepLog $odds 'Step 3' | Should -BeExactly 'of a step without a name'
        Get-BbStep $odds 3 | Get-BbStepLog | Should -BeExactly 'of a step without a name'
    }

    It 'takes a step that is piped for itself, not for its name' {
        $steps = Get-BbStep $twins
        Clear-Request
        $steps | Get-BbStepLog | Should -BeExactly 'one', 'two'
        $steps[1] | Get-BbStepLog | Should -BeExactly 'two'
        # The steps are known, so only their logs are requested.
        Get-EmulatorRequest $emulator -Path '*/steps/[?]*' | Should -BeNullOrEmpty
        Get-BbStepLog $twins Build | Should -BeExactly 'one', 'two'
        Get-BbStepLog -InputObject $steps[0] | Should -BeExactly 'one'
    }

    It 'gives -Raw as it is' {
        $raw = Get-BbStepLog $odds Odd -Raw
        $raw | Should -HaveCount 1
        $raw | Should -BeExactly $odd
        Get-BbStepLog $odds Empty -Raw | Should -BeExactly ''
        Get-BbStepLog $passed -Raw | Should -HaveCount 2
    }

    It 'gives the last lines with -Tail <Tail>' -ForEach @(
        @{ Tail = 0; Expect = @() }, @{ Tail = 1; Expect = @('last without end') }, @{ Tail = 3; Expect = @('', "  indented`ttab", 'last without end') }
        @{ Tail = 5; Expect = @('first', 'second ünïcödé 🚀', '', "  indented`ttab", 'last without end') }
        @{ Tail = 2147483647; Expect = @('first', 'second ünïcödé 🚀', '', "  indented`ttab", 'last without end') }
    ) {
        Get-BbStepLog $odds Odd -Tail $Tail -ErrorVariable errors | Should -BeExactly $Expect
        $errors | Should -BeNullOrEmpty
    }

    It 'gives the first lines with -TotalCount <Count>' -ForEach @(
        @{ Count = 0; Expect = @() }, @{ Count = 1; Expect = @('first') }, @{ Count = 9; Expect = @('first', 'second ünïcödé 🚀', '', "  indented`ttab", 'last without end') }
    ) {
        Get-BbStepLog $odds Odd -TotalCount $Count -ErrorVariable errors | Should -BeExactly $Expect
        $errors | Should -BeNullOrEmpty
    }

    It 'counts lines for each log, and is silent about an empty one' {
        Get-BbStepLog $passed -Tail 1 | Should -BeExactly 'Done in 1.42s', 'Tests:  31 passed, 31 total'
        Get-BbStepLog $passed -First 1 | Should -BeExactly '+ npm ci', '+ npm test'
        Get-BbStepLog $odds Empty -Tail 3 -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'reads 5,000 lines, all of them, in order' {
        $lines = Get-BbStepLog $long
        $lines | Should -HaveCount 5000
        $lines[0] | Should -BeLike 'line 1 of 5000:*'
        $lines[4999] | Should -BeLike 'line 5000 of 5000:*'
        ($lines | ForEach-Object { $_.Split(' ')[1] }) -join ',' | Should -BeExactly ((1..5000) -join ',')
    }

    It 'reads only the end of it for -Tail' {
        $lines = Get-BbStepLog $long -Tail 3
        $lines | ForEach-Object { $_.Split(':')[0] } | Should -BeExactly 'line 4998 of 5000', 'line 4999 of 5000', 'line 5000 of 5000'
        Get-Range (Get-StorageRequest) | Should -BeExactly 'bytes=-65536'
    }

    It 'reads more of the end when the lines are long' {
        (Get-BbStepLog $long -Tail 2500)[0] | Should -BeLike 'line 2501 of 5000:*'
    }

    It 'asks for bytes, so that 406 is never met, and storage gets no credentials' {
        $null = Get-BbStepLog $passed
        $logs = Get-EmulatorRequest $emulator -Path '*/log'
        $logs.status | Should -Be 307, 307
        $logs.headers.Accept | Should -Not -Contain 'application/json'
        $logs.authorization | Should -BeExactly 'Basic', 'Basic'
        $storage = Get-StorageRequest
        $storage.status | Should -Be 200, 200
        $storage.authorization | Where-Object { $_ } | Should -BeNullOrEmpty
        @(Get-EmulatorRequest $emulator).status | Should -Not -Contain 406
    }

    It 'shows no pre-signed address, wherever one looks' {
        $shown = Get-BbStepLog $passed Build -Verbose -Debug 4>&1 5>&1 | Out-String
        $shown | Should -Match 'GET'
        $shown | Should -Not -Match 'leak-canary|Signature'
        Add-Fault @{ port = 'storage'; status = 403; times = 0; body = '<Error>leak-canary-signature</Error>'; contentType = 'application/xml' }
        $null = Get-BbStepLog $passed Build -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors | Format-List * -Force | Out-String | Should -Not -Match 'leak-canary'
        $null = Send-Order $emulator DELETE faults
    }

    It 'does not keep an address of storage, which expires' {
        $null = Get-BbStepLog $passed Build
        $null = Send-Order $emulator POST expire-links
        Get-BbStepLog $passed Build | Should -BeExactly $build
    }

    It 'says that a failed step has no log' {
        Add-Fault @{ path = '/log$'; status = 404; times = 0; body = '{"error":{"message":"Log in step does not exist"}}'; contentType = 'application/json' }
        Get-BbStepLog $failed -Failed -ErrorAction Stop -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike "Step '*' of run #$failed has no log (COMPLETED (FAILED))*ended without writing a log*"
        Get-BbStepLog $passed -Failed -ErrorAction Stop -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
        $null = Send-Order $emulator DELETE faults
    }

    It 'goes on after a step whose log cannot be read' {
        Add-Fault @{ path = '/log$'; status = 500; body = '{"error":{"message":"Something went wrong"}}'; contentType = 'application/json' }
        $lines = Get-BbStepLog $passed -ErrorVariable errors -ErrorAction SilentlyContinue
        $lines[0] | Should -BeExactly '+ npm test'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ServerError,*'
        "$($errors[0].TargetObject)" | Should -BeExactly 'Build'
        $null = Send-Order $emulator DELETE faults
    }

    It 'refuses <With>' -ForEach @(
        @{ With = '-Tail 1 -TotalCount 1' }, @{ With = '-Raw -Tail 1' }, @{ With = '-Raw -OutFile x' }, @{ With = '-Follow -Raw' }, @{ With = '-Follow -TotalCount 1' }
        @{ With = '-Follow -LogUuid x' }, @{ With = '-Follow -OutFile x' }
    ) {
        { & ([scriptblock]::Create("Get-BbStepLog 1 $With")) } | Should -Throw -ErrorId 'AmbiguousLogParameters,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }
}

Describe 'Get-BbStepLog, of a server that does not understand ranges' {
    BeforeAll {
        Connect-Emulator $emulator
        $passed = Add-Run @{ }
    }
    AfterEach { $null = Send-Order $emulator DELETE faults }

    It 'gives the end of a log though the range is refused' {
        Add-Fault @{ method = 'GET'; path = '/log$'; times = 1; status = 416; headers = @{ 'Content-Range' = 'bytes */100' } }
        Get-BbStepLog $passed 1 -Tail 2 | Should -BeExactly 'Built 14 modules', 'Done in 1.42s'
    }

    It 'says of a part that was not asked for what it is, and not that there is no log' {
        Add-Fault @{ method = 'GET'; path = '/log$'; times = 0; status = 206; headers = @{ 'Content-Range' = 'bytes 5-9/100' }; body = 'wrong' }
        Get-BbStepLog $passed -WarningVariable warnings -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors.Count | Should -BeGreaterThan 0
        $errors.FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'Get-BbStepLog, of a service container' {
    BeforeAll {
        Connect-Emulator $emulator
        Set-Script two @{ steps = @(@{ name = 'Build' }, @{ name = 'Integration'; services = @{ postgres = "starting`nready`n"; redis = 'up' } }) }
        $run = Add-Run @{ selector = 'custom:two' }
        $logs = (Send-Order $emulator GET "runs/acme/widgets/$run").steps[1].serviceLogs
    }

    It 'reads it by uuid, with or without braces, with or without the step' {
        Get-BbStepLog $run Integration -LogUuid $logs.postgres | Should -BeExactly 'starting', 'ready'
        Get-BbStepLog $run -LogUuid $logs.postgres.Trim('{}') -ErrorVariable errors | Should -BeExactly 'starting', 'ready'
        Get-BbStep $run 2 | Get-BbStepLog -LogUuid $logs.redis -Raw | Should -BeExactly 'up'
        $errors | Should -BeNullOrEmpty
    }

    It 'says once that there is none' {
        $none = '{' + [guid]::NewGuid() + '}'
        foreach ($with in @{ }, @{ Step = 2 }, @{ Raw = $true }, @{ Tail = 1 }, @{ OutFile = 'TestDrive:/none.log'; Step = 2 }) {
            Get-BbStepLog $run -LogUuid $none @with -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'LogNotAvailable,*'
            $errors[0].TargetObject | Should -BeExactly $none
        }
        'TestDrive:/none.log' | Should -Not -Exist
    }
}

Describe 'Get-BbStepLog -OutFile' {
    BeforeAll {
        Connect-Emulator $emulator
        $bytes = [byte[]]::new(300000)
        [Random]::new(4).NextBytes($bytes)
        Set-Script bytes @{ steps = @(@{ name = 'Some bytes'; duration = 1; logBase64 = [Convert]::ToBase64String($bytes) }, @{ name = 'a/b: c'; duration = 1; log = @('second') }) }
        $run = Add-Run @{ selector = 'custom:bytes' }
        $failed = Add-Run @{ selector = 'custom:fail'; result = 'FAILED' }
        $null = Add-Run @{ count = 2; ageSeconds = 60 } gadgets
        function Get-Hash([string] $Path) { (Get-FileHash $Path).Hash }
        [IO.File]::WriteAllBytes("$TestDrive/expected", $bytes)
    }
    BeforeEach {
        Clear-Request
        $null = Send-Order $emulator DELETE faults
    }

    It 'saves a log to the byte, and writes nothing' {
        Get-BbStepLog $run 1 -OutFile TestDrive:/one.log | Should -BeNullOrEmpty
        Get-Hash "$TestDrive/one.log" | Should -Be (Get-Hash "$TestDrive/expected")
    }

    It 'resumes where the connection broke: <Because>' -ForEach @(
        @{ Because = 'a body that ends early'; Fault = @{ truncateAfterBytes = 100000 }; Ranges = '', 'bytes=100000-' }
        @{ Because = 'several that end early'; Fault = @{ truncateAfterBytes = 100000; times = 2 }; Ranges = '', 'bytes=100000-', 'bytes=200000-' }
        @{ Because = 'a reset before it begins'; Fault = @{ reset = $true }; Ranges = '', '' }
    ) {
        Add-Fault (@{ port = 'storage' } + $Fault)
        Get-BbStepLog $run 1 -OutFile TestDrive:/broken.log -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        Get-Hash "$TestDrive/broken.log" | Should -Be (Get-Hash "$TestDrive/expected")
        $storage = Get-StorageRequest
        Get-Range $storage | Should -BeExactly $Ranges
        $storage.authorization | Where-Object { $_ } | Should -BeNullOrEmpty
        # Each attempt starts at the API, to get a URL that has not expired.
        Get-EmulatorRequest $emulator -Path '*/log' | Should -HaveCount $Ranges.Count
    }

    It 'makes no file of the halves of two logs' {
        Add-Fault @{ port = 'storage'; truncateAfterBytes = 100000 }
        Add-Fault @{ port = 'storage'; status = 200; body = $odd; contentType = 'application/octet-stream' }
        Get-BbStepLog $run 1 -OutFile TestDrive:/ignored.log -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
        "$($errors[0])" | Should -BeLike '*has changed on the server*'
        "$TestDrive/ignored.log" | Should -Not -Exist
    }

    It 'gives a line that never ends in pieces, and says so' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:endless @{ steps = @(@{ logText = 'x' * 1200000 }) }
        $long = Invoke-BbPipeline -Custom endless
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 60 }
        $lines = @(Get-BbStepLog $long 1 -WarningVariable warnings -WarningAction SilentlyContinue)
        $lines.Length | Should -Be 2
        $lines -join '' | Should -BeExactly ('x' * 1200000)
        "$warnings" | Should -BeLike '*longer than 1,048,576 characters*-OutFile*'
    }

    It 'takes a web page for no log: <_>' -ForEach 'lines', 'tail', 'raw', 'file' {
        Set-Content "$TestDrive/page.log" 'as it was'
        Add-Fault @{ port = 'storage'; status = 200; body = '<html>Sign in</html>'; contentType = 'text/html'; times = 0 }
        $how = @{ lines = @{}; tail = @{ Tail = 3 }; raw = @{ Raw = $true }; file = @{ OutFile = "$TestDrive/page.log" } }[$_]
        Get-BbStepLog $run 1 @how -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
        Get-Content "$TestDrive/page.log" | Should -BeExactly 'as it was'
    }

    It 'resumes the lines and the tail as well' {
        Add-Fault @{ port = 'storage'; truncateAfterBytes = 3 }
        Get-BbStepLog $run 2 | Should -BeExactly 'second'
        Add-Fault @{ port = 'storage'; truncateAfterBytes = 3 }
        Get-BbStepLog $run 2 -Tail 1 | Should -BeExactly 'second'
    }

    It 'makes a name in the folder of whatever the step is called, and numbers names that are taken' {
        $long = -join (1..200 | ForEach-Object { [char]0x65e5 })
        Set-Script odd @{ steps = @('../../evil', "C:\evil`n$([char]27)[2J$([char]0x202e)txt.exe", $long | ForEach-Object { @{ name = $_; duration = 1; log = @('odd') } }) }
        $odd = Add-Run @{ selector = 'custom:odd' }
        Get-BbStepLog $odd, $odd -OutFile "$TestDrive/odd/logs/"
        Get-ChildItem "$TestDrive/odd" | Should -HaveCount 1
        $names = (Get-ChildItem "$TestDrive/odd/logs" | Sort-Object Name).Name
        $names | Should -HaveCount 6
        $names[0, 1] | Should -BeExactly "widgets-$odd-1-.._.._evil-2.log", "widgets-$odd-1-.._.._evil.log"
        $names | Where-Object { $_ -match '[^\w.\-\[]' } | Should -BeNullOrEmpty
        $names | ForEach-Object { [Text.Encoding]::UTF8.GetByteCount($_) } | Should -BeLessThan 200
        Get-ChildItem $TestDrive -Recurse -Filter *evil* | ForEach-Object DirectoryName | Select-Object -Unique | Should -BeExactly (Get-Item "$TestDrive/odd/logs").FullName
    }

    It 'replaces a file only when all of the log is there' {
        Set-Content TestDrive:/kept.log 'before'
        Add-Fault @{ port = 'storage'; status = 500; times = 0; skip = 1 }
        Get-BbStepLog $run -OutFile TestDrive:/kept.log -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ServerError,*'
        Get-Content TestDrive:/kept.log | Should -BeExactly 'before'
        Get-ChildItem $TestDrive -Filter *.partial | Should -BeNullOrEmpty
        $null = Send-Order $emulator DELETE faults
        Get-BbStepLog $run 2 -OutFile TestDrive:/kept.log
        Get-Content TestDrive:/kept.log | Should -BeExactly 'second'
    }

    It 'puts all logs into one file, whether of one run or piped one by one' {
        Get-BbStepLog $failed, $run -Failed -OutFile TestDrive:/all.log
        Get-Content TestDrive:/all.log | Should -HaveCount 8
        Get-BbStep $run | Get-BbStepLog -OutFile TestDrive:/steps.log
        (Get-Item TestDrive:/steps.log).Length | Should -Be 300007
    }

    It 'puts each log into a file of its own in a folder' {
        $null = New-Item "$TestDrive/logs" -ItemType Directory
        Get-BbStepLog $run -OutFile "$TestDrive/logs"
        (Get-ChildItem "$TestDrive/logs").Name | Should -BeExactly "widgets-$run-1-Some_bytes.log", "widgets-$run-2-a_b__c.log"
        Get-Hash "$TestDrive/logs/widgets-$run-1-Some_bytes.log" | Should -Be (Get-Hash "$TestDrive/expected")
    }

    It 'makes the folder when the name ends with a slash, and tells repositories apart' {
        'widgets', 'gadgets' | ForEach-Object { Get-BbPipeline 1 -Repository $_ } | Get-BbStepLog -Step 1 -OutFile "$TestDrive/new/deep/"
        (Get-ChildItem "$TestDrive/new/deep").Name | Should -BeExactly 'gadgets-1-1-Build.log', 'widgets-1-1-Some_bytes.log'
    }

    It 'says that it cannot write, and goes on: <Because>' -ForEach @(
        @{ Because = 'no such folder'; Path = 'TestDrive:/none/x.log' }, @{ Because = 'a file in place of a folder'; Path = 'TestDrive:/expected/x.log' }
    ) {
        Get-BbStepLog $run 2 -OutFile $Path -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileAccessFailed,*'
        $errors[0].CategoryInfo.Category | Should -Be 'WriteError'
    }

    It 'makes no file for steps without a log' {
        Get-BbStepLog $failed 2 -OutFile TestDrive:/nothing.log -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'LogNotAvailable,*'
        'TestDrive:/nothing.log' | Should -Not -Exist
    }
}

Describe 'Get-BbStepLog, of what goes on' {
    BeforeEach { Connect-Emulator $emulator }

    It 'says that a run has no log yet' {
        $pending = Add-Run @{ result = 'PENDING' }
        Get-BbStepLog $pending -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -BeLike "Run #$pending of acme/widgets has no log*"
        Get-BbStepLog $pending Build -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'LogNotAvailable,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Follow*'
    }

    It 'gives what is there of a running step' {
        Set-Script slow @{ steps = @(@{ name = 'Build'; duration = 1000; log = @('now', @{ at = 999; text = 'later' }) }) }
        $run = Add-Run @{ selector = 'custom:slow'; result = 'RUNNING' }
        Get-BbStepLog $run | Should -BeExactly 'now'
        Get-BbStepLog $run -Tail 5 | Should -BeExactly 'now'
        Get-StorageRequest | Should -BeNullOrEmpty
    }

    It 'says at once that the step to follow is not there' {
        Set-Script endless @{ parsing = 0; pending = 0; steps = @(@{ name = 'Endless'; duration = 1e6 }) }
        $run = Add-Run @{ selector = 'custom:endless'; result = $null; ageSeconds = 10 }
        Get-BbStepLog $run Nope -Follow -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'StepNotFound,*'
    }

    It 'follows a run that has ended already to its end' {
        $run = Add-Run @{ selector = 'custom:fail'; result = 'FAILED' }
        Get-BbStepLog $run -Follow | Should -HaveCount 8
        Get-BbStepLog $run -Follow -Tail 1 | Should -BeExactly 'npm error code ELIFECYCLE'
        Get-BbStepLog $run -Follow -Failed | Should -HaveCount 8
    }

    It 'says that the run to follow is not there' {
        Get-BbStepLog 99 -Follow -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }
}

Describe 'Get-BbStepLog -Follow' {
    BeforeEach { Connect-Emulator $emulator }

    It 'shows on the host the run, each step, and how it ended' {
        $run = Add-Run @{ ageSeconds = 600 }
        $lines = Get-BbStepLog $run -Follow -Tail 1 -InformationVariable shown 6>$null
        $lines | Should -HaveCount 2 -Because 'only the lines of the logs are output'
        $shown | ForEach-Object { "$_" } | Should -BeExactly @(
            "Log of run #$run of acme/widgets (trunk, SUCCESSFUL). $((Get-BbPipeline $run).Url)"
            "==> widgets #$run Build", "widgets #${run} Build: SUCCESSFUL in 0:03"
            "==> widgets #$run Test", "widgets #${run} Test: SUCCESSFUL in 0:03"
        )
        $null = Get-BbStepLog -Follow -Tail 1 -InformationVariable shown 6>$null
        "$($shown[0])" | Should -BeLike "Newest run: #$run of acme/widgets *"
        @($shown -like '*of run*') | Should -BeNullOrEmpty -Because 'the run was named already'
    }
}

Describe 'Get-BbStepLog in a build system' {
    BeforeAll {
        Connect-Emulator $emulator
        Set-Script evil @{ steps = @(@{ name = 'Evil'; duration = 1; log = @('##vso[task.setvariable variable=x]1', '::set-env name=x::1', '##[error]no', 'plain') }) }
        $run = Add-Run @{ selector = 'custom:evil' }
        $saved = @{ TF_BUILD = $env:TF_BUILD; GITHUB_ACTIONS = $env:GITHUB_ACTIONS }
    }
    AfterEach { $saved.GetEnumerator() | ForEach-Object { [Environment]::SetEnvironmentVariable($_.Key, $_.Value) } }

    It 'gives no line that <Name> could take for a command, and -Raw to the letter' -ForEach @{ Name = 'TF_BUILD' }, @{ Name = 'GITHUB_ACTIONS' } {
        [Environment]::SetEnvironmentVariable($Name, 'true')
        $lines = Get-BbStepLog $run
        $lines | Should -HaveCount 4
        $lines[3] | Should -BeExactly 'plain'
        $lines -match '##vso\[|##\[' | Should -BeNullOrEmpty
        $lines[1] | Should -Not -Match '^::'
        Get-BbStepLog $run -Raw | Should -BeLike '##vso`[task.setvariable variable=x`]1*'
    }

    It 'changes nothing elsewhere' {
        'TF_BUILD', 'GITHUB_ACTIONS' | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $null) }
        (Get-BbStepLog $run)[0] | Should -BeExactly '##vso[task.setvariable variable=x]1'
    }
}
