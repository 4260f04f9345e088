#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Users run the recommended commands as they are. So every command in a text of the source code, and in the advice of the help topic
# of errors, is bound against the module as PowerShell would bind it.
BeforeDiscovery {
    $parser = Test-Path "$PSHOME/Microsoft.CodeAnalysis.CSharp.dll"
}
BeforeAll {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/../Support/Code.psm1" -Force
    $source = (Resolve-Path "$PSScriptRoot/../../../src").Path
    $uuid = '{0c1f6f5e-0000-4000-8000-000000000001}'

    # The possible values of a C# string expression. Inserted values are replaced with 7, or with a uuid for uuids.
    function Get-Text($Node) {
        $texts = switch ($Node.GetType().Name) {
            'LiteralExpressionSyntax' { "$($Node.Token.Value)" }
            'ParenthesizedExpressionSyntax' { Get-Text $Node.Expression }
            'ConditionalExpressionSyntax' { Get-Text $Node.WhenTrue; Get-Text $Node.WhenFalse }
            'SwitchExpressionSyntax' { foreach ($arm in $Node.Arms) { Get-Text $arm.Expression } }
            'BinaryExpressionSyntax' {
                $right = @(Get-Text $Node.Right)
                foreach ($left in Get-Text $Node.Left) { foreach ($text in $right) { "$left$text" } }
            }
            'InterpolatedStringExpressionSyntax' {
                $all = @('')
                foreach ($part in $Node.Contents) {
                    $more = @(if ($part.GetType().Name -eq 'InterpolatedStringTextSyntax') { $part.TextToken.ValueText } else { Get-Text $part.Expression })
                    $all = @(foreach ($text in $all) { foreach ($next in $more) { "$text$next" } }) | Select-Object -First 64
                }
                $all
            }
            'InvocationExpressionSyntax' { if ("$($Node.Expression)" -eq 'Literal') { "'$uuid'" } else { '7' } }
            'IdentifierNameSyntax' {
                $member = $Node.Ancestors() | Where-Object { $_.GetType().Name -in 'MethodDeclarationSyntax', 'PropertyDeclarationSyntax' } | Select-Object -First 1
                $local = if ($member) {
                    $member.DescendantNodes() | Where-Object { $_.GetType().Name -eq 'VariableDeclaratorSyntax' -and $_.Identifier.ValueText -eq "$Node" -and $_.Initializer }
                }
                if ($local) { Get-Text @($local)[0].Initializer.Value } elseif ("$Node" -match 'uuid$') { $uuid } else { '7' }
            }
            default { if ("$Node" -match '\.Uuid$') { $uuid } else { '7' } }
        }
        $texts | Select-Object -Unique
    }

    # Every string of a file that contains a command, joined from its parts.
    function Get-FileText([string] $Path) {
        $code = [IO.File]::ReadAllText($Path)
        if ($code -notmatch '(?m)^(?!\s*//).*-Bb[A-Z]') { return }
        $options = [Microsoft.CodeAnalysis.CSharp.CSharpParseOptions]::Default.WithLanguageVersion('Preview')
        $root = [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($code, $options).GetRoot()
        $tops = foreach ($node in $root.DescendantNodes()) {
            if ($node.GetType().Name -notin 'LiteralExpressionSyntax', 'InterpolatedStringExpressionSyntax' -or "$node" -notmatch '-Bb[A-Z]') { continue }
            if ($node.Ancestors() | Where-Object { $_.GetType().Name -eq 'AttributeSyntax' }) { continue }
            while ($node.Parent.GetType().Name -in 'BinaryExpressionSyntax', 'ParenthesizedExpressionSyntax', 'ConditionalExpressionSyntax', 'InterpolationSyntax', 'InterpolatedStringExpressionSyntax') {
                # A condition is not part of the text.
                if ($node.Parent.GetType().Name -eq 'ConditionalExpressionSyntax' -and $node.Parent.Condition -eq $node) { break }
                $node = $node.Parent
            }
            $node
        }
        foreach ($top in $tops | Select-Object -Unique) { Get-Text $top }
    }

    # The commands in a text: a cmdlet and the arguments that follow.
    $value = '''(?:[^'']|'''')*''|\$\w+|\{[0-9a-f-]{36}\}|<[^>]+>|\d+(?:[./]\w+)*|\*|[A-Z]{2,}\b|[a-z0-9]+(?:[./][a-z0-9]+)+'
    $argument = "-[A-Za-z]\w*(?::\`$\w+)?|$value"
    $command = "[A-Z][a-z]+-Bb\w+(?: (?:$argument))*(?: \| (?:[A-Z]\w+-Bb\w+(?: (?:$argument))*|[A-Z]\w+-[A-Z]\w+(?: (?:[A-Z]\w+|$argument))*))*"
    function Get-Code([string] $Text) { [regex]::Matches($Text, $command).Value }
}

Describe 'A command inside an advice' {
    It 'is found as far as it goes, and looked at closely' {
        Get-Code "Enable it: Set-BbPipelineConfig -Enabled `$true -Repository acme/widgets (takes a scope)." | Should -BeExactly 'Set-BbPipelineConfig -Enabled $true -Repository acme/widgets'
        Get-Code "Look with Get-BbSchedule, or Get-BbRunner 'a b' | Where-Object Status -ne ONLINE. Then" | Should -BeExactly 'Get-BbSchedule', "Get-BbRunner 'a b' | Where-Object Status -ne ONLINE"
        foreach ($wrong in 'Set-BbPipelineConfig -Enabled', 'Get-BbPipeline -Frist 5', "Set-BbSchedule $uuid -Enabled `$true", 'Get-BbHostKey <host> | Set-BbKnownHost',
            'Export-BbVariable -NoClobber', 'Get-BbNothing -First 1', 'Get-BbStepLog 42 -InputObject 7') {
            Get-Code $wrong | ForEach-Object { Find-CodeProblem $_ -Complete } | Should -Not -BeNullOrEmpty -Because $wrong
        }
    }

    It 'can be run: <_>' -Skip:(-not $parser) -ForEach 'BitbucketPipelines', 'BitbucketPipelines.Api' {
        $null = Add-Type -AssemblyName Microsoft.CodeAnalysis.CSharp -ErrorAction Ignore
        # The table of scopes mentions cmdlets but recommends none.
        $files = Get-ChildItem (Join-Path $source $_) -Recurse -Filter *.cs | Where-Object { $_.Name -ne 'Scopes.cs' -and $_.FullName -notmatch '[\\/]obj[\\/]' }
        $texts = @($files | ForEach-Object { Get-FileText $_.FullName })
        $commands = @($texts | ForEach-Object { Get-Code $_ } | Select-Object -Unique)
        if ($_ -eq 'BitbucketPipelines') {
            $texts.Count | Should -BeGreaterThan 40
            @($commands -match ' ').Count | Should -BeGreaterThan 15
        }
        else { $commands.Count | Should -BeGreaterThan 0 }
        # A cmdlet without arguments is only mentioned.
        $problems = foreach ($code in $commands) { Find-CodeProblem $code -Complete:($code -match ' ') | ForEach-Object { "${code}: $_" } }
        $problems | Should -BeNullOrEmpty
    }

    It 'can be run where the topic of errors says what to do' {
        $topic = Get-Content -Raw (Join-Path $source BitbucketPipelines en-US about_BitbucketPipelines_Errors.help.txt)
        $texts = [regex]::Matches($topic, '(?m)^ {8}Do: (.*(?:\r?\n {8}\S.*)*)').Value -replace '\s+', ' '
        $texts.Count | Should -BeGreaterThan 60
        $commands = @($texts | ForEach-Object { Get-Code $_ } | Select-Object -Unique)
        @($commands -match ' ').Count | Should -BeGreaterThan 6
        $problems = foreach ($code in $commands) { Find-CodeProblem $code -Complete:($code -match ' ') | ForEach-Object { "${code}: $_" } }
        $problems | Should -BeNullOrEmpty
    }
}

Describe 'A parameter inside an advice' {
    It 'is one that a cmdlet has' {
        $known = (Get-Command -Module BitbucketPipelines -CommandType Cmdlet).Parameters.Keys | Select-Object -Unique
        $named = foreach ($file in Get-ChildItem (Join-Path $source BitbucketPipelines) -Recurse -Filter *.cs | Where-Object Name -Match '^(Errors|ErrorDescription|RequestFailure)') {
            [regex]::Matches((Get-Content $file.FullName | Where-Object { $_ -notmatch '^\s*//' } | Out-String), '(?<=[\s(''"/])-([A-Z][A-Za-z]{2,})\b') | ForEach-Object { $_.Groups[1].Value }
        }
        @($named).Count | Should -BeGreaterThan 50
        # Parameters of other commands: Read-Host -AsSecureString.
        $named | Select-Object -Unique | Where-Object { $_ -notin $known -and $_ -ne 'AsSecureString' } | Should -BeNullOrEmpty
    }
}

Describe 'An error' {
    BeforeAll {
        $static = [Reflection.BindingFlags]'Static, Public, NonPublic'
        $class = [BitbucketPipelines.BitbucketSession].Assembly.GetType('BitbucketPipelines.Errors')
        $description = $class.Assembly.GetType('BitbucketPipelines.ErrorDescription')
        $from = $description.GetMethod('From')
        $makers = @($class.GetMethods($static) | Where-Object { $_.ReturnType -eq $description -and -not $_.IsPrivate })

        # A value of this type with the fewest possible properties.
        function New-Sample([type] $Type, [int] $Depth = 2) {
            $of = [Nullable]::GetUnderlyingType($Type)
            if ($of) { return New-Sample $of $Depth }
            if ($Type -eq [string] -or $Type -eq [object]) { return 'acme/widgets' }
            if ($Type.IsArray) { return , [Array]::CreateInstance($Type.GetElementType(), 0) }
            if ($Type.IsInterface -and $Type.IsGenericType -and $Type.GenericTypeArguments.Count -eq 1) { return , [Array]::CreateInstance($Type.GenericTypeArguments[0], 0) }
            if ($Type.Name -in 'RunnerScope', 'VariableScope') { return $Type.GetMethod('OfWorkspace').Invoke($null, @('ACME')) }
            if ($Type -eq [Exception]) { return $thrown }
            if ($Type -eq [BitbucketPipelines.Api.BitbucketApiException]) { return [BitbucketPipelines.Api.BitbucketApiException]::new('x', $null) }
            if ($Type.IsValueType) { return [Activator]::CreateInstance($Type) }
            $constructor = $Type.GetConstructors('Instance, Public, NonPublic') | Sort-Object { $_.GetParameters().Count } | Select-Object -First 1
            if (-not $constructor -or $Depth -eq 0) { return $null }
            $arguments = [object[]]@($constructor.GetParameters() | ForEach-Object { , (New-Sample $_.ParameterType ($Depth - 1)) })
            $sample = try { $constructor.Invoke($arguments) } catch { return $null }
            # The place and the identity of an object are always known.
            foreach ($known in @{ Workspace = 'acme'; Repository = 'widgets'; Uuid = '{0c1f6f5e-0000-4000-8000-000000000001}' }.GetEnumerator()) {
                $property = $Type.GetProperty($known.Key, [Reflection.BindingFlags]'Public, NonPublic, Instance')
                if ($property -and $property.PropertyType -eq [string] -and -not $property.GetValue($sample)) {
                    $property = $property.DeclaringType.GetProperty($known.Key)
                    if ($property.CanWrite) { $property.SetValue($sample, $known.Value) }
                }
            }
            $sample
        }
    }

    It 'says what to do, whichever it is' {
        # For errors that are created from an exception, every exception of the client is tried.
        $own = [BitbucketPipelines.Api.BitbucketApiException].Assembly.GetTypes() | Where-Object { $_.IsSubclassOf([Exception]) -and $_.Name -ne 'BitbucketApiException' }
        $exceptions = @([Exception]::new('x'); [ArgumentException]::new('x'); [FormatException]::new('x'); $own | ForEach-Object { New-Sample $_ }
            foreach ($status in 400, 401, 404, 500) {
                $failure = [BitbucketPipelines.Api.BitbucketApiException]::new('x', $null)
                $failure.GetType().GetProperty('Status').SetValue($failure, [Enum]::ToObject([Net.HttpStatusCode], $status))
                $failure
            }) | Where-Object { $_ }
        $tried = 0
        $advices = [Collections.Generic.HashSet[string]]::new()
        $silent = foreach ($maker in $makers) {
            $takesAny = $maker.GetParameters().ParameterType -contains [Exception]
            # Optional values are tried both missing and present.
            foreach ($bare in $true, $false) { foreach ($thrown in $takesAny ? $exceptions : $exceptions[0]) {
                $arguments = [object[]]@($maker.GetParameters() | ForEach-Object {
                        $isNullable = [Reflection.NullabilityInfoContext]::new().Create($_).WriteState -eq 'Nullable'
                        , $(if ($bare -and $isNullable) { $null } else { New-Sample $_.ParameterType })
                    })
                try { $record = $maker.Invoke($null, $arguments) } catch { continue }
                if ($null -eq $record) { continue }
                $tried++
                # No error of the module only refers to the help topic.
                $advice = "$($record.Advice)".Trim()
                $null = $advices.Add($advice)
                if (-not $advice -or $advice -like 'Get-Help about*') { "$($record.Id) of $($maker.Name)" }
            } }
        }
        $tried | Should -BeGreaterThan 100
        $silent | Should -BeNullOrEmpty
        # The final text with all inserted values: a part of the advice can come from another method.
        $commands = @($advices | ForEach-Object { Get-Code $_ } | Select-Object -Unique)
        @($commands -match ' ').Count | Should -BeGreaterThan 5
        $commands | ForEach-Object { $code = $_; Find-CodeProblem $code -Complete:($code -match ' ') | ForEach-Object { "${code}: $_" } } | Should -BeNullOrEmpty
    }

    It 'recommends what can be run when Bitbucket answers <_>' -ForEach 0, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503 {
        $seen = 0
        foreach ($message in 'You may not look', 'Token is invalid, expired, or not supported for this endpoint.', 'limit', 'already exists') {
            foreach ($kind in [Enum]::GetValues([BitbucketPipelines.Api.ApiErrorKind])) {
                $failure = [BitbucketPipelines.Api.BitbucketApiException]::new($message, $null)
                $values = @{ Kind = $kind; ServerMessage = $message; RequiredScopes = [string[]]@('write:pipeline:bitbucket'); GrantedScopes = [string[]]@('read:pipeline:bitbucket'); RetryAfter = [timespan]'01:00' }
                if ($_) { $values.Status = [Enum]::ToObject([Net.HttpStatusCode], $_) }
                foreach ($name in $values.Keys) { [BitbucketPipelines.Api.BitbucketApiException].GetProperty($name).SetValue($failure, $values[$name]) }
                $record = $from.Invoke($null, @($failure, $null, $null))
                $seen++
                $code = @(Get-Code "$($record.Advice) $($record.Message)" | Select-Object -Unique)
                $code | ForEach-Object { Find-CodeProblem $_ -Complete:($_ -match ' ') } | Should -BeNullOrEmpty -Because "$code"
            }
        }
        $seen | Should -BeGreaterThan 10
    }

    It 'says what to do about a status that Bitbucket never sends: <_>' -ForEach 304, 402, 418, 451, 500, 599 {
        $failure = [BitbucketPipelines.Api.BitbucketApiException]::new('x', $null)
        [BitbucketPipelines.Api.BitbucketApiException].GetProperty('Status').SetValue($failure, [Enum]::ToObject([Net.HttpStatusCode], $_))
        $record = $from.Invoke($null, @($failure, $null, $null))
        $record.Advice | Should -Match '\S'
        $record.Advice | Should -Not -BeLike 'Get-Help*'
    }
}

Describe 'A command of an advice, run as it is' {
    BeforeAll {
        . "$PSScriptRoot/../Support/Start-TestFile.ps1"
        function Get-AdvisedCommand([scriptblock] $Code) {
            $ErrorActionPreference = 'SilentlyContinue'
            $error.Clear()
            & $Code *> $null
            Get-Code ($error | Select-Object -Last 1).ErrorDetails.RecommendedAction
        }
    }
    AfterAll { Stop-TestFile }
    BeforeEach { Connect-Emulator $emulator }

    It 'lists the runs, one of which was meant' {
        $null = Add-Run @{ count = 3 } -Repository gadgets
        $command = Get-AdvisedCommand { Get-BbPipeline 99 -Repository gadgets }
        (Invoke-Expression "$command -ErrorAction Stop").BuildNumber | Should -Be 3, 2, 1
    }

    It 'enables Pipelines' {
        $command = Get-AdvisedCommand { Invoke-BbPipeline -Repository empty -Branch main }
        Invoke-Expression "$command -ErrorAction Stop"
        (Get-BbPipelineConfig -Repository empty).Enabled | Should -BeTrue
    }

    It 'stops, or waits for, the run that was not waited for to its end' {
        $null = Send-Order $emulator PUT 'scripts/acme/gadgets/custom:endless' @{ steps = @(@{ name = 'For ever'; duration = 1e9 }) }
        $null = Add-Run @{ selector = 'custom:endless'; result = $null } -Repository gadgets
        $wait, $stop = Get-AdvisedCommand { Wait-BbPipeline 1 -Repository gadgets -TimeoutSec 0.2 }
        $wait | Should -BeExactly 'Wait-BbPipeline 1 -Repository acme/gadgets'
        Invoke-Expression "$stop -ErrorAction Stop"
        (Invoke-Expression "$wait -ErrorAction SilentlyContinue").Result | Should -BeExactly 'STOPPED'
    }
}
