using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines;

/// <summary>
/// The id of an error, and its category. This class defines all ids. Scripts depend on them, so changing one is a breaking change. The
/// build checks that about_BitbucketPipelines_Errors describes each of them.
/// </summary>
internal sealed class ErrorId
{
    public static readonly ErrorId AlreadyExists = new(ErrorCategory.ResourceExists);
    public static readonly ErrorId AmbiguousEnvironment = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousFilter = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousHostKey = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousLogParameters = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousPublicKey = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousRequest = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousRunner = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousScope = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AmbiguousTarget = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId AnonymousRefused = new(ErrorCategory.PermissionDenied);
    public static readonly ErrorId AnswerLost = new(ErrorCategory.ConnectionError);
    public static readonly ErrorId BadRequest = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId BranchNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId BuildNumberTooHigh = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId BuildNumberTooLow = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId BuildRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId CacheDownloadRefused = new(ErrorCategory.ResourceUnavailable);
    public static readonly ErrorId CacheFileTaken = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId CacheNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId CacheRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId CacheSizeMismatch = new(ErrorCategory.InvalidData);
    public static readonly ErrorId CannotStart = new(ErrorCategory.InvalidOperation);
    public static readonly ErrorId CannotWriteFile = new(ErrorCategory.WriteError);
    public static readonly ErrorId ChangeNotSupported = new(ErrorCategory.NotImplemented);
    public static readonly ErrorId CommitNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId CommitRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId CommitStatusNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId ConfirmationRequired = new(ErrorCategory.InvalidOperation);
    public static readonly ErrorId ConnectionFailed = new(ErrorCategory.ConnectionError);
    public static readonly ErrorId CronNeverRuns = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId DeploymentNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId EmptyArgument = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId EmptySecret = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId EncryptedPrivateKey = new(ErrorCategory.InvalidData);
    public static readonly ErrorId EnvironmentNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId FileAccessDenied = new(ErrorCategory.PermissionDenied);
    public static readonly ErrorId FileAccessFailed = new(ErrorCategory.WriteError);
    public static readonly ErrorId FileExists = new(ErrorCategory.ResourceExists);
    public static readonly ErrorId HostKeyMismatch = new(ErrorCategory.SecurityError);
    public static readonly ErrorId HostKeyNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId HostKeyRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId HostNameRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId HostNotAllowed = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId HostUnreachable = new(ErrorCategory.ConnectionError);
    public static readonly ErrorId InputObjectMissingMandatory = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InsecureUri = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidApiPath = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidArgument = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidBody = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidCredentials = new(ErrorCategory.AuthenticationError);
    public static readonly ErrorId InvalidCron = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidEncoding = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidFinding = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidFingerprint = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidHostKey = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidHostName = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidPipelineFile = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidPipelineId = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidPrivateKey = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidProxy = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidPublicKey = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidReportFile = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidResponse = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId InvalidSecret = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidSecureValue = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidSettingFile = new(ErrorCategory.InvalidData);
    public static readonly ErrorId InvalidVariable = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId InvalidVariableFile = new(ErrorCategory.InvalidData);
    public static readonly ErrorId ItemFailed = new(ErrorCategory.InvalidOperation);
    public static readonly ErrorId KeyFileNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId KeyPairMismatch = new(ErrorCategory.InvalidData);
    public static readonly ErrorId KeyPairNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId KnownHostNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId LogIncomplete = new(ErrorCategory.ReadError);
    public static readonly ErrorId LogNotAvailable = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId LogTooLarge = new(ErrorCategory.LimitsExceeded);
    public static readonly ErrorId MissingMandatoryParameter = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId MissingScope = new(ErrorCategory.PermissionDenied);
    public static readonly ErrorId NoRepository = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId NoTarget = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId NoWorkspace = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId NotAList = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId NotConnected = new(ErrorCategory.ConnectionError);
    public static readonly ErrorId NotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId NothingSpecified = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId NothingToChange = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId NothingToImport = new(ErrorCategory.InvalidData);
    public static readonly ErrorId NothingToKeep = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId OidcKeyNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId OneNewName = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId OtherWorkspace = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId PermissionDenied = new(ErrorCategory.PermissionDenied);
    public static readonly ErrorId PipelineAlreadyCompleted = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId PipelineDefinitionNotFound = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId PipelineFailed = new(ErrorCategory.OperationStopped);
    public static readonly ErrorId PipelineFileNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId PipelineHalted = new(ErrorCategory.OperationStopped);
    public static readonly ErrorId PipelineNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId PipelinePaused = new(ErrorCategory.OperationStopped);
    public static readonly ErrorId PipelineResultUnknown = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId PipelineTimeout = new(ErrorCategory.OperationTimeout);
    public static readonly ErrorId PipelineYamlInvalid = new(ErrorCategory.InvalidData);
    public static readonly ErrorId PipelinesNotEnabled = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId PlanLimit = new(ErrorCategory.LimitsExceeded);
    public static readonly ErrorId PlannedRow = new(ErrorCategory.InvalidOperation);
    public static readonly ErrorId ProjectNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId PruneNeedsAll = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId PublicKeyRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId PullRequestNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId RateLimited = new(ErrorCategory.LimitsExceeded);
    public static readonly ErrorId RequestFailed = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId RequestTimedOut = new(ErrorCategory.OperationTimeout);
    public static readonly ErrorId RunNotWaiting = new(ErrorCategory.InvalidOperation);
    public static readonly ErrorId RunnerLimit = new(ErrorCategory.LimitsExceeded);
    public static readonly ErrorId RunnerNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId SameRun = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId SameScope = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId ScheduleLeftBehind = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId ScheduleLeftDisabled = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId ScheduleLeftEnabled = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId ScheduleLimit = new(ErrorCategory.LimitsExceeded);
    public static readonly ErrorId ScheduleNotDisabled = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId ScheduleNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId ScheduleNotMade = new(ErrorCategory.ConnectionError);
    public static readonly ErrorId SecretInQuery = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId SecretManagementMissing = new(ErrorCategory.NotInstalled);
    public static readonly ErrorId ServerError = new(ErrorCategory.ResourceUnavailable);
    public static readonly ErrorId SettingsDiffer = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId SeveralPlaces = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId SeveralStepsWait = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId SshKeygenFailed = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId SshKeygenMissing = new(ErrorCategory.NotInstalled);
    public static readonly ErrorId SshKeyscanMissing = new(ErrorCategory.NotInstalled);
    public static readonly ErrorId StepNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId StepProxyUnreachable = new(ErrorCategory.ConnectionError);
    public static readonly ErrorId StopIgnored = new(ErrorCategory.InvalidResult);
    public static readonly ErrorId TagNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId TargetTwice = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId TestCaseNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId UndocumentedGone = new(ErrorCategory.NotImplemented);
    public static readonly ErrorId UndocumentedRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId UnexpandedMacro = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId UnsupportedTarget = new(ErrorCategory.NotImplemented);
    public static readonly ErrorId ValueRequired = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId VariableFailed = new(ErrorCategory.InvalidOperation);
    public static readonly ErrorId VariableLimits = new(ErrorCategory.InvalidArgument);
    public static readonly ErrorId VariableNotFound = new(ErrorCategory.ObjectNotFound);
    public static readonly ErrorId WorkspaceNotFound = new(ErrorCategory.ObjectNotFound);

    private ErrorId(ErrorCategory category, [CallerMemberName] string name = "")
    {
        Name = name;
        Category = category;
    }

    public string Name { get; }

    public ErrorCategory Category { get; }

    public override string ToString() => Name;
}
