#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The errors that a user's script gets if the response is not from Bitbucket or is invalid.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $widgets = 'repository/acme/widgets'
    $gadgets = 'repository/acme/gadgets'
    $secret = 'ca"n<ä>''ry+42'
    $json = @{ contentType = 'application/json' }
    $page = @{ contentType = 'text/html'; status = 200; body = '<html>Sign in</html>' }

    function Add-Fault([hashtable] $Fault) { $null = Send-Order $emulator POST faults $Fault }
}
AfterAll { Stop-TestFile }

Describe 'An answer that is none' {
    BeforeEach {
        $null = Send-Order $emulator POST reset
        Connect-Emulator $emulator
    }

    Context 'in a list' {
        BeforeEach {
            $all = 1..150 | ForEach-Object { @{ key = 'V{0:000}' -f $_; value = "$_"; secured = $_ % 10 -eq 0 } }
            Set-Stored $emulator $widgets $all
            Set-Stored $emulator $gadgets $all
        }

        It 'removes nothing from the target of Sync-BbVariable -Prune: <What>' -ForEach @(
            @{ What = 'an empty object'; Body = '{}' }
            @{ What = 'an error with 200'; Body = '{"type":"error","error":{"message":"Something went wrong"}}' }
            @{ What = 'no values'; Body = '{"values":null,"size":150}' }
            @{ What = 'an empty page'; Body = '{"values":[],"size":150,"page":2,"pagelen":100}' }
            @{ What = 'a page without anything'; Body = '{"values":[]}' }
        ) {
            Add-Fault (@{ method = 'GET'; path = 'acme/widgets/.*variables.*page=2'; status = 200; body = $Body; times = 0 } + $json)
            Sync-BbVariable -ToRepository gadgets -Prune -Force -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
            Get-Stored $emulator $gadgets | Should -HaveCount 150
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'removes nothing when the list of the target is incomplete either' {
            Add-Fault (@{ method = 'GET'; path = 'acme/gadgets/.*variables.*page=2'; status = 200; body = '{}'; times = 0 } + $json)
            $rows = Sync-BbVariable -ToRepository gadgets -Prune -Force -ErrorVariable errors -ErrorAction SilentlyContinue
            $rows.Status | Select-Object -Unique | Should -BeExactly 'Failed'
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'is told by Get-BbVariable too, and not once the page is right' {
            Add-Fault (@{ method = 'GET'; path = 'variables.*page=2'; status = 200; body = '{"values":[],"size":150}' } + $json)
            Get-BbVariable | Should -HaveCount 150 -Because 'a list that disagrees with its size is read again'
            Add-Fault (@{ method = 'GET'; path = 'variables.*page=2'; status = 200; body = '{"type":"error","error":{"message":"x"}}' } + $json)
            $null = Get-BbVariable -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
            Get-BbVariable | Should -HaveCount 150
        }
    }

    Context 'to a write' {
        It 'leaves open whether a run was started, and says how to look: <What>' -ForEach @(
            @{ What = '204'; Fault = @{ status = 204 } }
            @{ What = 'an empty object'; Fault = @{ status = 201; body = '{}'; contentType = 'application/json' } }
            @{ What = 'a page'; Fault = @{ status = 200; body = '<html></html>'; contentType = 'text/html' } }
            @{ What = 'an error afterwards'; Fault = @{ status = 500; body = '{"error":{"message":"x"}}'; contentType = 'application/json' } }
        ) {
            Add-Fault (@{ method = 'POST'; afterHandling = $true } + $Fault)
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
            $advice = $errors[0].ErrorDetails.RecommendedAction
            $advice | Should -Not -BeLike '*try again*'
            $command = [regex]::Match($advice, 'Get-BbPipeline .*$').Value
            (& ([scriptblock]::Create($command))).BuildNumber | Should -Be 1
            Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 1
        }

        It 'settles what can be found by its name: <What>' -ForEach @(
            @{ What = 'a variable'; Work = { (Set-BbVariable NEW_ONE x -PassThru).Status }; Expected = 'Succeeded' }
            @{ What = 'a secured variable'; Work = { (Set-BbVariable NEW_ONE -SecureValue (ConvertTo-Secret geheim) -PassThru).Status }; Expected = 'Succeeded' }
            @{ What = 'an environment'; Work = { (New-BbEnvironment Probe -EnvironmentType Test).Name }; Expected = 'Probe' }
        ) {
            Add-Fault (@{ method = 'POST'; afterHandling = $true; status = 500; body = '{"error":{"message":"x"}}' } + $json)
            & $Work | Should -BeExactly $Expected
        }

        It 'names the runner whose secret is lost' {
            Add-Fault (@{ method = 'POST'; afterHandling = $true; status = 500; body = '{}' } + $json)
            New-BbRunner lost-1 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*Remove-BbRunner -Uuid '$((Get-BbRunner lost-1).Uuid)'*"
        }

        It 'leaves one enabled schedule: <What>' -ForEach @(
            @{ What = 'an error after the new one was made'; Fault = @{ method = 'POST'; status = 500; body = 'oops' } }
            @{ What = 'nothing after the new one was made'; Fault = @{ method = 'POST'; status = 201; body = '{}'; contentType = 'application/json' } }
            @{ What = 'nothing after the old one was disabled'; Fault = @{ method = 'PUT'; status = 200; body = '{}'; contentType = 'application/json' } }
            @{ What = 'a page after the old one was removed'; Fault = @{ method = 'DELETE'; status = 200; body = '<html></html>'; contentType = 'text/html' } }
        ) {
            Add-Fault (@{ afterHandling = $true } + $Fault)
            Get-BbSchedule | Where-Object Enabled | Select-Object -First 1 | Set-BbSchedule -Cron '0 4 * * *' -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            @(Get-BbSchedule | Where-Object { $_.Custom -eq 'nightly' -and $_.Enabled }) | Should -HaveCount 1
        }

        It 'is no deletion: <What>' -ForEach @(
            @{ What = 'a page'; Fault = @{ status = 200; body = '<html>Sign in</html>'; contentType = 'text/html' }; Id = 'AnswerLost' }
            @{ What = 'a page that is not found'; Fault = @{ status = 404; body = '<html>Not found</html>'; contentType = 'text/html' }; Id = 'NotFound' }
            @{ What = 'an error with 200'; Fault = @{ status = 200; body = '{"type":"error","error":{"message":"x"}}'; contentType = 'application/json' }; Id = 'AnswerLost' }
        ) {
            Add-Fault (@{ method = 'DELETE' } + $Fault)
            $rows = Remove-BbVariable LOG_LEVEL -Force -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
            $rows.Status | Should -Be 'Failed'
            $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-BbVariable LOG_LEVEL | Should -Not -BeNullOrEmpty
            Add-Fault (@{ method = 'POST'; path = 'stopPipeline' } + $Fault)
            $null = Send-Order $emulator POST runs/acme/widgets @{ count = 1; result = 'RUNNING' }
            Stop-BbPipeline 1 -Confirm:$false -ErrorVariable stop -ErrorAction SilentlyContinue
            $stop | Should -Not -BeNullOrEmpty
        }
    }

    It 'is no reason to believe credentials: <What>' -ForEach @(
        @{ What = '403 of a proxy'; Fault = @{ status = 403; body = '<html></html>'; contentType = 'text/html' } }
        @{ What = '404 of a proxy'; Fault = @{ status = 404; body = '<html></html>'; contentType = 'text/html' } }
        @{ What = '404 of another API'; Fault = @{ status = 404; body = '{"message":"Not Found"}'; contentType = 'application/json' } }
        @{ What = 'a list to everything'; Fault = @{ status = 200; body = '[]'; contentType = 'application/json' } }
        @{ What = 'an object to everything'; Fault = @{ status = 200; body = '{}'; contentType = 'application/json' } }
    ) {
        Add-Fault (@{ times = 0 } + $Fault)
        Test-BbSession | Should -BeFalse
        $check = Test-BbSession -Detailed | Where-Object Check -EQ Credentials
        $check.Status, $check.Reason | Should -Be 'Failed', 'connection_failed'
    }

    It 'is looked into once more where Bitbucket itself says with a page that a repository is not there' {
        Add-Fault @{ path = 'repositories/acme/nope$'; preset = 'html-404'; times = 0 }
        $checks = Test-BbSession -Repository nope -Detailed
        ($checks | Where-Object Check -EQ Credentials).Status | Should -Be 'Passed'
        ($checks | Where-Object Check -EQ 'Repository access').Reason | Should -Be 'no_resources'
        Test-BbSession -Repository nope | Should -BeFalse
    }

    It 'repeats no secured run variable anywhere' {
        foreach ($text in $secret, (ConvertTo-Json @{ value = $secret })) {
            $body = @{ error = @{ message = "Bad: $text"; detail = $text; fields = @{ $text = @('x', $text) }; data = @{ key = $text } } }
            Add-Fault (@{ method = 'POST'; status = 400; body = $body } + $json)
            $all = Invoke-BbPipeline -Branch trunk -SecureVariable @{ X = (ConvertTo-Secret $secret) } -Verbose -Debug -ErrorAction Continue -ErrorVariable errors *>&1
            $errors | Should -HaveCount 1
            $said = @($all | Out-String) + ($errors | Format-List * -Force | Out-String -Width 10000) +
                [Management.Automation.PSSerializer]::Serialize($errors[0], 5) + $errors[0].Exception.ToString() + ($errors[0].Exception | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue)
            "$said" | Should -Not -Match 'ry\+42|ry\\u002B42'
            "$said" | Should -Match 'secured'
        }
    }
}
