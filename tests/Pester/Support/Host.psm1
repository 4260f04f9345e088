# A host that answers the questions of a cmdlet and keeps everything that reaches the screen.
Set-StrictMode -Version Latest
$root = (Resolve-Path "$PSScriptRoot/../../..").Path

if (-not ('BitbucketPipelines.Pester.AskedHost' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace BitbucketPipelines.Pester
{
    public sealed class AskedHost : PSHost
    {
        private readonly Guid _id = Guid.NewGuid();
        private readonly AskedUI _ui;
        public AskedHost(string answer, string secret) { _ui = new AskedUI(answer, secret); }
        public List<string> Questions { get { return _ui.Questions; } }
        public string Screen { get { lock (_ui.Text) { return _ui.Text.ToString(); } } }
        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
        public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
        public override Guid InstanceId { get { return _id; } }
        public override string Name { get { return "Asked"; } }
        public override Version Version { get { return new Version(1, 0); } }
        public override PSHostUserInterface UI { get { return _ui; } }
        public override void EnterNestedPrompt() { }
        public override void ExitNestedPrompt() { }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }
    }

    public sealed class AskedUI : PSHostUserInterface
    {
        private readonly string _answer;
        private readonly string _secret;
        public readonly List<string> Questions = new List<string>();
        public readonly StringBuilder Text = new StringBuilder();
        public AskedUI(string answer, string secret) { _answer = answer; _secret = secret; }
        private void Add(string text) { lock (Text) { Text.AppendLine(text); } }
        public override PSHostRawUserInterface RawUI { get { return null; } }
        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> fields) { Add(caption + message); return new Dictionary<string, PSObject>(); }
        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Add(message);
            Add(caption + " " + message);
            for (int i = 0; i < choices.Count; i++)
            {
                if (choices[i].Label.Replace("&", "") == _answer) { return i; }
            }
            throw new InvalidOperationException("There is no choice " + _answer + ".");
        }
        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { return null; }
        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) { return null; }
        public override string ReadLine() { return ""; }
        public override SecureString ReadLineAsSecureString()
        {
            var secret = new SecureString();
            foreach (char c in _secret) { secret.AppendChar(c); }
            return secret;
        }
        public override void Write(string value) { Add(value); }
        public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { Add(value); }
        public override void WriteLine(string value) { Add(value); }
        public override void WriteErrorLine(string value) { Add(value); }
        public override void WriteDebugLine(string message) { Add(message); }
        public override void WriteProgress(long sourceId, ProgressRecord record) { Add(record.ToString()); }
        public override void WriteVerboseLine(string message) { Add(message); }
        public override void WriteWarningLine(string message) { Add(message); }
    }
}
'@
}

<#
.SYNOPSIS
    Runs a script in a runspace whose host gives every question one answer (Yes, No, Yes to All, No to All) and every secret prompt one
    secret. $session and $argument are there.
#>
function Invoke-Asked {
    param([Parameter(Mandatory)] [string] $Script, [string] $Answer = 'No', [string] $Secret = '', $Argument)
    $asked = [BitbucketPipelines.Pester.AskedHost]::new($Answer, $Secret)
    $runspace = [runspacefactory]::CreateRunspace($asked)
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    try {
        $null = $shell.AddScript("Import-Module '$root/out/BitbucketPipelines'; `$session, `$argument = `$args; $Script").AddArgument((Get-BbSession)).AddArgument($Argument)
        $failure = $null
        $output = try { @($shell.Invoke()) } catch { $failure = $_; @() }
        [pscustomobject]@{
            Output    = @($output)
            Questions = @($asked.Questions)
            Screen    = $asked.Screen
            Errors    = @($shell.Streams.Error)
            Streams   = $shell.Streams
            Failure   = $failure
        }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
    }
}

Export-ModuleMember -Function Invoke-Asked
