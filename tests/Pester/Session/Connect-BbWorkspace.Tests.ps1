#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 50
    $roots = @{ ApiUri = $emulator.ApiUri; SiteUri = $emulator.SiteUri }

    function Get-Secret([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
    function Get-Credential([string] $User, [string] $Text) { [pscredential]::new($User, (Get-Secret $Text)) }
    function Get-Api { Get-EmulatorRequest $emulator -Path '/2.0/*' }
}
AfterAll { Stop-TestFile }

Describe 'Connect-BbWorkspace' {
    BeforeEach {
        $null = Send-Order $emulator POST reset
        Disconnect-BbWorkspace
        $null = Clear-HostEnvironment
    }

    Context 'credentials' {
        It 'sends e-mail and API token as Basic' {
            Connect-BbWorkspace -NoCheck acme widgets -Credential (Get-Credential dev@example.com api-token-123) @roots
            Get-BbPipeline | Should -BeNullOrEmpty
            (Get-Api).authorization | Should -BeExactly 'Basic'
            (Get-Api).status | Should -Be 200
            $session = Get-BbSession
            $session.Authentication, $session.User, $session.Source | Should -BeExactly @('ApiToken', 'dev@example.com', 'Connect-BbWorkspace')
        }

        It 'sends an access token as Bearer' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret access-token-123) @roots
            Get-BbPipeline | Should -BeNullOrEmpty
            (Get-Api).authorization | Should -BeExactly 'Bearer'
            (Get-Api).status | Should -Be 200
            (Get-BbSession).Authentication | Should -BeExactly 'AccessToken'
            (Get-BbSession).User | Should -BeNullOrEmpty
        }

        It 'gets a token with client credentials, once' {
            Connect-BbWorkspace -NoCheck acme widgets -ClientCredential (Get-Credential client-id-123 client-secret-123) @roots
            Get-EmulatorRequest $emulator | Should -BeNullOrEmpty -Because 'connecting sends nothing'
            1..3 | ForEach-Object { Get-BbPipeline | Should -BeNullOrEmpty }
            (Get-Api).authorization | Sort-Object -Unique | Should -BeExactly 'Bearer'
            $token = @(Get-EmulatorRequest $emulator -Path '*oauth2*')
            $token.Count | Should -Be 1
            $token[0].method, $token[0].authorization | Should -BeExactly @('POST', 'Basic')
            $token[0].body | Should -BeExactly 'grant_type=client_credentials'
        }

        It 'gets a new token when the old one is refused' {
            Connect-BbWorkspace -NoCheck acme widgets -ClientCredential (Get-Credential client-id-123 client-secret-123) @roots
            Get-BbPipeline | Should -BeNullOrEmpty
            $null = Send-Order $emulator POST expire-tokens
            Get-BbPipeline -ErrorVariable errors | Should -BeNullOrEmpty
            $errors | Should -BeNullOrEmpty
            (Get-Api).status | Should -Be 200, 401, 200
        }

        It 'triggers with a token that has to be renewed, once' {
            Connect-BbWorkspace -NoCheck acme widgets -ClientCredential (Get-Credential client-id-123 client-secret-123) @roots
            Get-BbPipeline | Should -BeNullOrEmpty
            $null = Send-Order $emulator POST expire-tokens
            (Invoke-BbPipeline -Branch trunk).BuildNumber | Should -Be 1
            @(Send-Order $emulator GET runs/acme/widgets).Count | Should -Be 1
        }

        It 'says what is wrong with a client that is refused' {
            Connect-BbWorkspace -NoCheck acme widgets -ClientCredential (Get-Credential client-id-123 wrong) @roots
            Get-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
            $errors[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
            "$($errors[0])" | Should -BeLike '*Invalid OAuth client credentials*'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*OAuth consumer*'
        }

        It 'takes exactly one kind' {
            { Connect-BbWorkspace -NoCheck acme -Credential (Get-Credential a@b.c x) -AccessToken (Get-Secret x) } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
            { Connect-BbWorkspace -NoCheck acme -ClientCredential (Get-Credential a x) -AccessToken (Get-Secret x) } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        }

        It 'refuses an empty secret: <_>' -ForEach 'Credential', 'AccessToken', 'ClientCredential' {
            $empty = [securestring]::new()
            $value = if ($_ -eq 'AccessToken') { $empty } else { [pscredential]::new('someone', $empty) }
            $with = @{ $_ = $value }
            { Connect-BbWorkspace -NoCheck acme widgets @with @roots } | Should -Throw -ErrorId 'EmptySecret,*'
            Get-BbSession | Should -BeNullOrEmpty
        }

        It 'refuses a secret of blanks alone' {
            { Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret " `n") @roots } | Should -Throw -ErrorId 'EmptySecret,*'
        }

        It 'takes the line end of a file for no part of a token' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret " access-token-123`r`n") @roots
            Test-BbSession | Should -BeTrue
            Connect-BbWorkspace -NoCheck acme widgets -Credential (Get-Credential dev@example.com "api-token-123`n") @roots
            Test-BbSession | Should -BeTrue
        }

        It 'refuses what cannot be a token: <What>' -ForEach @(
            @{ What = 'two lines'; Token = "one`r`nX-Evil: two" }
            @{ What = 'a blank'; Token = 'one two' }
            @{ What = 'beyond ASCII'; Token = 'tokén' }
        ) {
            $caught = { Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret $Token) @roots } | Should -Throw -ErrorId 'InvalidSecret,*' -PassThru
            "$caught$($caught.Exception)$($caught.ErrorDetails.RecommendedAction)" | Should -Not -BeLike "*$Token*"
            Get-BbSession | Should -BeNullOrEmpty
        }

        It 'warns of an app password, and of a username' {
            Connect-BbWorkspace -NoCheck acme -Credential (Get-Credential dev ATBBapppassword) @roots -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -BeLike '*app password*2026-07-28*'
            Connect-BbWorkspace -NoCheck acme -Credential (Get-Credential dev api-token-123) @roots -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -BeLike "*e-mail address*'dev'*"
            Connect-BbWorkspace -NoCheck acme -Credential (Get-Credential dev@example.com api-token-123) @roots -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }

        It 'keeps its own copy of a secret that the caller disposes of' {
            $secret = Get-Secret access-token-123
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken $secret @roots
            $secret.Dispose()
            { Get-BbPipeline -ErrorAction Stop } | Should -Not -Throw
        }

        It 'keeps the secret when the caller clears it' {
            $secret = Get-Secret access-token-123
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken $secret @roots
            $secret.Clear()
            { Get-BbPipeline -ErrorAction Stop } | Should -Not -Throw
        }
    }

    Context 'place' {
        It 'takes <Repository> in workspace <Workspace> as <Wanted>' -ForEach @(
            @{ Workspace = 'acme'; Repository = 'widgets'; Wanted = 'acme/widgets' }
            @{ Workspace = $null; Repository = 'acme/widgets'; Wanted = 'acme/widgets' }
            @{ Workspace = $null; Repository = 'https://bitbucket.org/acme/widgets/src/trunk/'; Wanted = 'acme/widgets' }
            @{ Workspace = 'acme'; Repository = 'a1b965f4-9e6a-4e78-8f45-0980185dc406'; Wanted = 'acme/{a1b965f4-9e6a-4e78-8f45-0980185dc406}' }
        ) {
            $place = @{ Repository = $Repository }
            if ($Workspace) { $place.Workspace = $Workspace }
            Connect-BbWorkspace -NoCheck @place -AccessToken (Get-Secret t) @roots
            "$((Get-BbSession).Workspace)/$((Get-BbSession).Repository)" | Should -BeExactly $Wanted
        }

        It 'needs neither: they can be given to each cmdlet' {
            Connect-BbWorkspace -NoCheck -Credential (Get-Credential dev@example.com api-token-123) @roots
            (Get-BbSession).Workspace | Should -BeNullOrEmpty
            (Invoke-BbPipeline -Workspace acme -Repository gadgets).Repository | Should -BeExactly 'gadgets'
        }

        It 'writes the session with -PassThru only' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret t) @roots | Should -BeNullOrEmpty
            $session = Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret t) @roots -PassThru
            $session | Should -BeOfType BitbucketPipelines.BitbucketSession
            $session.Repository | Should -BeExactly 'widgets'
        }

        It 'replaces the session of before' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret t) @roots
            Connect-BbWorkspace -NoCheck acme gadgets -AccessToken (Get-Secret t) @roots
            (Get-BbSession).Repository | Should -BeExactly 'gadgets'
        }

        It 'talks to the public Bitbucket unless told otherwise' {
            $session = Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret t) -PassThru
            $session.ApiUri | Should -BeExactly 'https://api.bitbucket.org/2.0/'
            $session.SiteUri | Should -BeExactly 'https://bitbucket.org/'
        }

        It 'takes an -ApiUri with and without a slash at its end' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret access-token-123) -ApiUri "$($emulator.ApiUri)".TrimEnd('/') -SiteUri $emulator.SiteUri
            { Get-BbPipeline -ErrorAction Stop } | Should -Not -Throw
        }

        It 'refuses <_>: credentials never travel without encryption' -ForEach 'http://api.bitbucket.org/2.0', 'ftp://127.0.0.1/', 'file:///etc/hosts', 'api.bitbucket.org' {
            { Connect-BbWorkspace -NoCheck acme -AccessToken (Get-Secret t) -ApiUri $_ } | Should -Throw -ErrorId 'InsecureUri,*'
            { Connect-BbWorkspace -NoCheck acme -AccessToken (Get-Secret t) -SiteUri $_ } | Should -Throw -ErrorId 'InsecureUri,*'
            Get-BbSession | Should -BeNullOrEmpty
        }

        It 'refuses a password in an address, for addresses are shown' {
            $caught = { Connect-BbWorkspace -NoCheck acme -AccessToken (Get-Secret t) -ApiUri 'https://user:leak-canary@api.example.com/2.0' } |
                Should -Throw -ErrorId 'InsecureUri,*' -PassThru
            "$caught$($caught.Exception)$($caught.ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*leak-canary*'
        }
    }

    Context 'time' {
        BeforeEach { $token = ConvertTo-SecureString access-token-123 -AsPlainText -Force }
        AfterEach { $null = Send-Order $emulator DELETE faults }

        It 'gives up an answer after -RequestTimeoutSec, and says which parameter gives more' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken $token -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -RequestTimeoutSec 1
            (Get-BbSession).RequestTimeoutSec | Should -Be 1
            $null = Send-Order $emulator POST faults @{ method = 'POST'; times = 0; delaySeconds = 30 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            { Invoke-BbApi 'repositories/{workspace}/{repo}/pipelines/9/stopPipeline' -Method POST -ErrorAction Stop } | Should -Throw -ErrorId 'AnswerLost*'
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        }

        It 'does not wait for the allowance with -RetryTimeoutSec 0, and says from when on it may be asked again' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken $token -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -RetryTimeoutSec 0
            $null = Send-Order $emulator POST faults @{ status = 429; times = 0; headers = @{ 'Retry-After' = '120' } }
            Get-BbVariable -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
            $errors[0].ErrorDetails.RecommendedAction | Should -Match 'again in 1\d\d seconds, at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC'
            @(Get-EmulatorRequest $emulator).Count | Should -Be 1
        }

        It 'waits no longer in all than -RetryTimeoutSec' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken $token -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -RetryTimeoutSec 3
            $null = Send-Order $emulator POST faults @{ status = 429; times = 0; headers = @{ 'Retry-After' = '1' } }
            Get-BbVariable -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
            @(Get-EmulatorRequest $emulator).Count | Should -BeIn 2, 3
        }

        It 'tries no longer than -RetryTimeoutSec to reach a server that refuses connections' {
            Connect-BbWorkspace acme widgets -AccessToken $token -ApiUri http://127.0.0.1:1/ -SiteUri http://127.0.0.1:1/ -RetryTimeoutSec 0
            $tries = @(Get-BbPipelineConfig -Verbose -ErrorVariable errors -ErrorAction SilentlyContinue 4>&1 | Where-Object { "$_" -match 'Attempt' })
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
            $tries | Should -BeNullOrEmpty
        }

        It 'keeps the defaults where nothing is given' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken $token
            (Get-BbSession).RequestTimeoutSec | Should -BeNullOrEmpty
            (Get-BbSession).RetryTimeoutSec | Should -BeNullOrEmpty
        }

        It 'refuses -<Name> <Value>' -ForEach @(
            @{ Name = 'RequestTimeoutSec'; Value = 0 }, @{ Name = 'RequestTimeoutSec'; Value = 3601 }
            @{ Name = 'RetryTimeoutSec'; Value = -1 }, @{ Name = 'RetryTimeoutSec'; Value = 86401 }
        ) {
            $time = @{ $Name = $Value }
            { Connect-BbWorkspace -NoCheck acme -AccessToken $token @time } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }
    }

    Context 'the check of the credentials' {
        BeforeAll {
            $good = Get-Credential dev@example.com api-token-123
            # What a person sees, and the requests it took.
            function Connect([hashtable] $With) {
                $null = Send-Order $emulator DELETE requests
                $all = Connect-BbWorkspace @With @roots *>&1
                [pscustomobject]@{
                    Lines    = @($all | Where-Object { $_ -is [Management.Automation.InformationRecord] } | ForEach-Object { "$_" })
                    Warnings = @($all | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object { "$_" })
                    Errors   = @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
                    Paths    = @(Get-EmulatorRequest $emulator -Path '/2.0/*' | ForEach-Object pathAndQuery)
                }
            }
            $site = $emulator.SiteUri.Authority
        }
        AfterEach { $null = Send-Order $emulator DELETE faults }

        It 'is one request, and a line that says who and where: <Name>' -ForEach @(
            @{ Name = 'repository'; Place = @{ Workspace = 'acme/widgets' }; Line = 'Connected to acme/widgets on {0} as dev@example.com.'; Path = '/2.0/repositories/acme/widgets' }
            @{ Name = 'workspace'; Place = @{ Workspace = 'acme' }; Line = 'Connected to the workspace acme on {0} as dev@example.com.'; Path = '/2.0/repositories/acme[?]pagelen=1' }
            @{ Name = 'nothing'; Place = @{ }; Line = 'Connected on {0} as dev@example.com. No workspace was specified.'; Path = '/2.0/user' }
        ) {
            $seen = Connect ($Place + @{ Credential = $good })
            $seen.Lines | Should -BeExactly ($Line -f $site)
            $seen.Paths | Should -BeLike $Path
            @($seen.Paths).Count | Should -Be 1
            $seen.Errors + $seen.Warnings | Should -BeNullOrEmpty
        }

        It 'accepts an access token, which has no user' {
            $seen = Connect @{ AccessToken = Get-Secret access-token-123 }
            $seen.Lines | Should -BeLike 'Connected on * with an access token.*'
            $seen.Errors + $seen.Warnings | Should -BeNullOrEmpty
        }

        It 'accepts an OAuth consumer' {
            (Connect @{ Workspace = 'acme/widgets'; ClientCredential = Get-Credential client-id-123 client-secret-123 }).Lines |
                Should -BeExactly "Connected to acme/widgets on $site as the OAuth consumer client-id-123."
        }

        It 'does not take a missing scope for bad credentials' {
            $null = Send-Order $emulator POST credentials @{ email = 'few@example.com'; token = 'few'; scopes = @('read:pipeline') }
            $seen = Connect @{ Workspace = 'acme/widgets'; Credential = Get-Credential few@example.com few }
            $seen.Lines | Should -BeLike 'Connected to acme/widgets *'
            $seen.Errors + $seen.Warnings | Should -BeNullOrEmpty
        }

        It 'says that the repository is not there' {
            $seen = Connect @{ Workspace = 'acme/nope'; Credential = $good }
            $seen.Warnings | Should -BeLike 'acme/nope was not found*'
            $seen.Errors | Should -BeNullOrEmpty
        }

        It 'is an error where they are rejected, and leaves no earlier session in their place: <Name>' -ForEach @(
            @{ Name = 'API token'; With = { @{ Credential = Get-Credential dev@example.com wrong } } }
            @{ Name = 'access token'; With = { @{ AccessToken = Get-Secret wrong } } }
            @{ Name = 'OAuth'; With = { @{ ClientCredential = Get-Credential client-id-123 wrong } } }
        ) {
            $null = Connect @{ Workspace = 'acme/gadgets'; Credential = $good }
            $seen = Connect (@{ Workspace = 'acme/widgets' } + (& $With))
            $seen.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
            $seen.Errors.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $seen.Lines | Should -BeNullOrEmpty
            (Get-BbSession).Repository | Should -BeExactly 'widgets'
            { Get-BbPipeline -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidCredentials,*'
        }

        It 'is a warning where nobody can tell, after one request: <status>' -ForEach 429, 500, 503 {
            $null = Send-Order $emulator POST faults @{ method = 'GET'; times = 0; status = $_ }
            $seen = Connect @{ Workspace = 'acme/widgets'; Credential = $good }
            $seen.Warnings | Should -BeLike 'The credentials could not be checked.*'
            $seen.Errors | Should -BeNullOrEmpty
            @($seen.Paths).Count | Should -Be 1
            (Get-BbSession).Repository | Should -BeExactly 'widgets'
        }

        It 'keeps nobody waiting for a server that does not answer' {
            $null = Send-Order $emulator POST faults @{ method = 'GET'; times = 0; delaySeconds = 60 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            (Connect @{ Workspace = 'acme/widgets'; Credential = $good; RequestTimeoutSec = 1 }).Warnings | Should -BeLike 'The credentials could not be checked.*'
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        }

        It 'is left with -NoCheck' {
            $seen = Connect @{ Workspace = 'acme/widgets'; Credential = Get-Credential dev@example.com wrong; NoCheck = $true }
            $seen.Lines + $seen.Warnings + $seen.Errors + $seen.Paths | Should -BeNullOrEmpty
        }
    }

    Context 'moving' {
        BeforeEach {
            Connect-BbWorkspace -NoCheck acme/widgets -Credential (Get-Credential dev@example.com api-token-123) -RetryTimeoutSec 5 @roots
        }

        It 'goes to another repository with the same credentials' {
            Connect-BbWorkspace -Repository gadgets 6>$null
            $session = Get-BbSession
            "$($session.Workspace)/$($session.Repository)", $session.User, $session.RetryTimeoutSec | Should -BeExactly 'acme/gadgets', 'dev@example.com', 5
            $session.ApiUri | Should -BeExactly $emulator.ApiUri
            (Get-BbPipelineConfig).Repository | Should -BeExactly 'gadgets'
        }

        It 'goes to <Text>' -ForEach @(
            @{ Text = 'acme/gadgets'; Wanted = 'acme/gadgets' }
            @{ Text = 'https://bitbucket.org/acme/gadgets'; Wanted = 'acme/gadgets' }
            @{ Text = 'https://bitbucket.org/acme/gadgets/pipelines/results/3'; Wanted = 'acme/gadgets' }
            @{ Text = 'other'; Wanted = 'other/' }
        ) {
            Connect-BbWorkspace $Text -NoCheck
            "$((Get-BbSession).Workspace)/$((Get-BbSession).Repository)" | Should -BeExactly $Wanted
            (Get-BbSession).User | Should -BeExactly 'dev@example.com'
        }

        It 'goes where a piped repository is' {
            Get-BbRepository gadgets | Connect-BbWorkspace -NoCheck
            (Get-BbSession).Repository | Should -BeExactly 'gadgets'
        }

        It 'moves a session that is handed over' {
            $session = Get-BbSession
            Disconnect-BbWorkspace
            (Connect-BbWorkspace -Session $session -Repository gadgets -NoCheck -PassThru).User | Should -BeExactly 'dev@example.com'
        }

        It 'does not take the credentials to another server' {
            { Connect-BbWorkspace acme/widgets -ApiUri https://api.example.com/2.0 -NoCheck } | Should -Throw -ErrorId 'NotConnected,*'
        }

        It 'takes those of the environment where nothing else is specified' {
            $env:BITBUCKET_ACCESS_TOKEN = 'access-token-123'
            try {
                Connect-BbWorkspace -NoCheck
                (Get-BbSession).Source | Should -BeExactly 'Environment'
            }
            finally { Remove-Item Env:BITBUCKET_ACCESS_TOKEN }
        }

        It 'takes the credentials that the environment has now, if it took them from there before' {
            try {
                $env:BITBUCKET_API_URI, $env:BITBUCKET_SITE_URI = "$($emulator.ApiUri)", "$($emulator.SiteUri)"
                $env:BITBUCKET_EMAIL, $env:BITBUCKET_API_TOKEN = 'first@example.com', 'one'
                Connect-BbWorkspace -NoCheck
                $env:BITBUCKET_EMAIL, $env:BITBUCKET_API_TOKEN = 'second@example.com', 'two'
                Connect-BbWorkspace other -NoCheck
                (Get-BbSession).Workspace, (Get-BbSession).User | Should -BeExactly 'other', 'second@example.com'
                Remove-Item Env:BITBUCKET_API_TOKEN
                Connect-BbWorkspace acme -NoCheck
                (Get-BbSession).Workspace, (Get-BbSession).User | Should -BeExactly 'acme', 'second@example.com'
            }
            finally { Remove-Item Env:BITBUCKET_API_URI, Env:BITBUCKET_SITE_URI, Env:BITBUCKET_EMAIL, Env:BITBUCKET_API_TOKEN -ErrorAction Ignore }
        }

        It 'refuses <_>' -ForEach 'acme/widgets/src', 'bitbucket.org/acme/widgets', 'https://github.com/acme/widgets', 'git@github.com:acme/widgets.git' {
            { Connect-BbWorkspace $_ -NoCheck } | Should -Throw -ErrorId 'InvalidArgument,*'
            (Get-BbSession).Repository | Should -BeExactly 'widgets'
        }
    }

    Context 'moving to a place that does not work' {
        BeforeEach { Connect-Emulator $emulator }

        It 'is an error that suggests, and leaves the session where it was: <Place>' -ForEach @(
            @{ Place = 'acme/gadgts'; Advice = "Did you mean 'gadgets'?*" }
            @{ Place = 'nosuch/place'; Advice = '*Check the spelling.*' }
        ) {
            $before = Get-BbSession
            { Connect-BbWorkspace $Place } | Should -Throw "The session was not moved to ${Place}: it stays at acme/widgets. Repository $Place was not found*" -ErrorId 'NotFound,*'
            $Error[0].ErrorDetails.RecommendedAction | Should -BeLike $Advice
            $after = Get-BbSession
            $after.Workspace, $after.Repository, $after.User | Should -BeExactly $before.Workspace, $before.Repository, $before.User
            (Get-BbPipelineConfig).Repository | Should -BeExactly 'widgets'
        }

        It 'says that the credentials are rejected there' {
            $null = Send-Order $emulator POST faults @{ path = '/repositories/acme/gadgets$'; status = 401; times = 0 }
            { Connect-BbWorkspace acme/gadgets } | Should -Throw 'The session was not moved to acme/gadgets: it stays at acme/widgets.*' -ErrorId 'InvalidCredentials,*'
            (Get-BbSession).Repository | Should -BeExactly 'widgets'
        }

        It 'says where the session is when that is the same place' {
            $null = Send-Order $emulator POST faults @{ path = '/repositories/acme/widgets$'; status = 401; times = 0 }
            { Connect-BbWorkspace acme/widgets } | Should -Throw 'The session is at acme/widgets already, and stays as it was. *' -ErrorId 'InvalidCredentials,*'
            (Get-BbSession).Repository | Should -BeExactly 'widgets'
        }

        It 'is not noticed with -NoCheck' {
            Connect-BbWorkspace acme/gadgts -NoCheck
            (Get-BbSession).Repository | Should -BeExactly 'gadgts'
        }
    }

    Context 'a backslash' {
        BeforeEach { Connect-Emulator $emulator }

        It 'separates workspace and repository as a slash does' {
            Connect-BbWorkspace 'acme\gadgets' 6>$null
            (Get-BbSession).Workspace, (Get-BbSession).Repository | Should -BeExactly 'acme', 'gadgets'
            (Get-BbPipelineConfig -Repository 'acme\widgets').Repository | Should -BeExactly 'widgets'
            { Get-BbPipelineConfig -Repository 'acme\widgets\src' -ErrorAction Stop } | Should -Throw '*more than two parts*'
        }
    }

    Context 'proxy' {
        It 'sends everything through the proxy' {
            # A proxy that does not exist, so that no request arrives.
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret access-token-123) -ApiUri https://api.example.com/2.0 -Proxy http://127.0.0.1:1
            (Get-BbSession).Proxy | Should -BeExactly 'http://127.0.0.1:1'
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
            "$($errors[0])" | Should -BeLike '*127.0.0.1:1*'
        }

        It 'shows no password of the proxy' {
            $session = Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret t) @roots -Proxy 'http://user:leak-canary@127.0.0.1:1' -PassThru
            $session.Proxy | Should -BeExactly 'http://127.0.0.1:1'
            ($session | Format-List * -Force | Out-String) + ($session | ConvertTo-Json) + ($session | Out-String) | Should -Not -BeLike '*leak-canary*'
        }

        It 'refuses an address that is none: <_>' -ForEach 'proxy:8080', '/proxy', 'socks9://x' {
            { Connect-BbWorkspace -NoCheck acme -AccessToken (Get-Secret t) -Proxy $_ } | Should -Throw -ErrorId 'InvalidProxy,*'
        }
    }

    Context 'runspaces' {
        It 'belongs to the runspace' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret access-token-123) @roots
            $other = Wait-Background (Start-Background 'Get-BbSession')
            $other.Output | Should -BeNullOrEmpty
            (Get-BbSession).Workspace | Should -BeExactly 'acme'
        }

        It 'is used instead of the connected one where -Session says so' {
            $gadgets = Connect-BbWorkspace -NoCheck acme gadgets -Credential (Get-Credential dev@example.com api-token-123) @roots -PassThru
            Connect-BbWorkspace -NoCheck acme widgets -Credential (Get-Credential dev@example.com api-token-123) @roots
            (Invoke-BbPipeline -Session $gadgets).Repository | Should -BeExactly 'gadgets'
            (Invoke-BbPipeline).Repository | Should -BeExactly 'widgets'
        }
    }
}
