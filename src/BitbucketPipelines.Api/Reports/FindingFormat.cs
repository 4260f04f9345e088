namespace BitbucketPipelines.Api.Reports;

/// <summary>The format of a file of findings.</summary>
public enum FindingFormat
{
    /// <summary>SARIF 2.1.0, the JSON format of static analysis tools.</summary>
    Sarif,

    /// <summary>JUnit XML, as most test runners write it.</summary>
    JUnit,

    /// <summary>The test results of Visual Studio and dotnet test.</summary>
    Trx,
}
