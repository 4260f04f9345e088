using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace BitbucketPipelines.HostTests;

/// <summary>A host that records all screen output and answers prompts.</summary>
internal sealed class RecordingHost : PSHost
{
    private readonly RecordingUI _ui = new();

    /// <summary>The answer to every choice prompt: Yes, No, Yes to All or No to All.</summary>
    public string Answer
    {
        get => _ui.Answer;
        set => _ui.Answer = value;
    }

    /// <summary>The input for prompts that ask for a secret.</summary>
    public string Secret
    {
        get => _ui.Secret;
        set => _ui.Secret = value;
    }

    /// <summary>The choice prompts, in order.</summary>
    public IReadOnlyList<string> Questions => _ui.Locked(() => _ui.Questions.ToArray());

    /// <summary>The names of the mandatory parameters that were prompted for, in order.</summary>
    public IReadOnlyList<string> Fields => _ui.Locked(() => _ui.Fields.ToArray());

    /// <summary>The progress records, in order.</summary>
    public IReadOnlyList<ProgressRecord> Progress => _ui.Locked(() => _ui.Progress.ToArray());

    /// <summary>All text, progress bars and questions included.</summary>
    public string Screen => _ui.Locked(() => _ui.Text.ToString());

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Recording";

    public override Version Version { get; } = new(1, 0);

    public override PSHostUserInterface UI => _ui;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
        // No console application runs here.
    }

    public override void NotifyEndApplication()
    {
        // No console application runs here.
    }

    public override void SetShouldExit(int exitCode)
    {
        // The exit must not end the test process.
    }

    private sealed class RecordingUI : PSHostUserInterface
    {
        private readonly Lock _gate = new();

        public string Answer { get; set; } = "No";

        public string Secret { get; set; } = "";

        public List<string> Questions { get; } = [];

        public List<string> Fields { get; } = [];

        public List<ProgressRecord> Progress { get; } = [];

        public StringBuilder Text { get; } = new();

        public override PSHostRawUserInterface? RawUI => null;

        public T Locked<T>(Func<T> read)
        {
            lock (_gate)
            {
                return read();
            }
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            Add($"{caption} {message}");
            lock (_gate)
            {
                Fields.AddRange(descriptions.Select(d => d.Name));
            }

            return descriptions.ToDictionary(d => d.Name, _ => PSObject.AsPSObject(Secret));
        }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Add($"{caption} {message}");
            lock (_gate)
            {
                Questions.Add(message);
            }

            int index = choices.ToList().FindIndex(c => c.Label.Replace("&", "", StringComparison.Ordinal) == Answer);
            return index >= 0 ? index : throw new InvalidOperationException($"There is no choice {Answer}.");
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options)
        {
            Add($"{caption} {message}");
            return new PSCredential(string.IsNullOrEmpty(userName) ? "typed@example.com" : userName, ReadLineAsSecureString());
        }

        public override string ReadLine() => Secret;

        public override SecureString ReadLineAsSecureString()
        {
            var secret = new SecureString();
            foreach (char c in Secret)
            {
                secret.AppendChar(c);
            }

            return secret;
        }

        public override void Write(string value)
        {
            lock (_gate)
            {
                Text.Append(value);
            }
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Add(value);

        public override void WriteErrorLine(string value) => Add(value);

        public override void WriteDebugLine(string message) => Add(message);

        public override void WriteVerboseLine(string message) => Add(message);

        public override void WriteWarningLine(string message) => Add(message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            Add($"{record.Activity} {record.StatusDescription} {record.CurrentOperation}");
            lock (_gate)
            {
                Progress.Add(record);
            }
        }

        private void Add(string line) => Write(line + "\n");
    }
}
