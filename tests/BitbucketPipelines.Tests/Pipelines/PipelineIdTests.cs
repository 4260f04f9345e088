using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

public class PipelineIdTests
{
    private const string Uuid = "{b5d2ab02-2013-415e-b146-61ff3bf19502}";

    [Theory]
    [InlineData("42", "42", null)]
    [InlineData("#42", "42", null)]
    [InlineData(" 42 ", "42", null)]
    [InlineData("0042", "42", null)]
    [InlineData("9223372036854775807", "9223372036854775807", null)]
    [InlineData("b5d2ab02-2013-415e-b146-61ff3bf19502", Uuid, null)]
    [InlineData("{B5D2AB02-2013-415E-B146-61FF3BF19502}", Uuid, null)]
    [InlineData("%7Bb5d2ab02-2013-415e-b146-61ff3bf19502%7D", Uuid, null)]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/42", "42", "team/app")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/42/", "42", "team/app")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/42?page=2", "42", "team/app")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/42/steps/%7Bc5d2ab02-2013-415e-b146-61ff3bf19502%7D", "42", "team/app")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/42/steps/%7Bc5d2ab02-2013-415e-b146-61ff3bf19502%7D/test-report", "42",
        "team/app")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/%7Bb5d2ab02-2013-415e-b146-61ff3bf19502%7D", Uuid, "team/app")]
    [InlineData("https://bitbucket.org/team/app/addon/pipelines/home#!/results/42", "42", "team/app")]
    [InlineData("https://bitbucket.org/team/app/addon/pipelines/home#!/results/{b5d2ab02-2013-415e-b146-61ff3bf19502}/steps/x", Uuid,
        "team/app")]
    [InlineData("https://api.bitbucket.org/2.0/repositories/team/app/pipelines/%7Bb5d2ab02-2013-415e-b146-61ff3bf19502%7D", Uuid,
        "team/app")]
    [InlineData("https://api.bitbucket.org/2.0/repositories/team/app/pipelines/%7Bb5d2ab02-2013-415e-b146-61ff3bf19502%7D/steps/", Uuid,
        "team/app")]
    [InlineData("https://api.bitbucket.org/2.0/repositories/team/app/pipelines/42", "42", "team/app")]
    [InlineData("https://bitbucket.org/team/pipelines/pipelines/results/7", "7", "team/pipelines")]
    [InlineData("https://bitbucket.org/team/results/pipelines/results/7", "7", "team/results")]
    [InlineData("https://api.bitbucket.org/2.0/repositories/team/results/pipelines/7", "7", "team/results")]
    [InlineData("http://localhost:8080/team/app/pipelines/results/9", "9", "team/app")]
    public void TryParse_reads_each_way_to_name_a_run(string text, string value, string? repository)
    {
        Assert.True(PipelineId.TryParse(text, out PipelineId? id));
        Assert.Equal(value, id!.Value);
        Assert.Equal(repository, id.Repository?.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("#")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("4.2")]
    [InlineData("4,200")]
    [InlineData("1e3")]
    [InlineData("٤٢")]
    [InlineData("9223372036854775808")]
    [InlineData("latest")]
    [InlineData("{b5d2ab02-2013-415e-b146}")]
    [InlineData("%7Bb5d2ab02%7D")]
    [InlineData("https://bitbucket.org/team/app/pipelines")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/")]
    [InlineData("https://bitbucket.org/team/app/pipelines/results/page/2")]
    [InlineData("https://bitbucket.org/team/app/addon/pipelines/home#!/results/branch/main/page/1")]
    [InlineData("https://bitbucket.org/team/app")]
    [InlineData("https://bitbucket.org/")]
    [InlineData("ftp://bitbucket.org/team/app/pipelines/results/42")]
    [InlineData("42/../43")]
    public void TryParse_refuses_what_names_no_run(string? text)
    {
        Assert.False(PipelineId.TryParse(text, out PipelineId? id));
        Assert.Null(id);
    }

    [Fact]
    public void TryParse_never_throws()
    {
        var random = new Random(20260301);
        const string Letters = "0123456789abcdef{}-#%/:.?! \t\n\0[]@\u200bé\ud83d\ude00";
        string[] starts = ["", "https://", "http://[", "https://bitbucket.org/a/b/pipelines/results/", "https://x/%", "#", "{", "git@",
            "ssh://"];
        for (int i = 0; i < 10_000; i++)
        {
            char[] letters = [.. Enumerable.Range(0, random.Next(40)).Select(_ => Letters[random.Next(Letters.Length)])];
            string text = starts[random.Next(starts.Length)] + new string(letters);
            bool read = PipelineId.TryParse(text, out PipelineId? id);
            Assert.Equal(read, id is not null);
            Assert.True(!read || id!.BuildNumber > 0 || Guid.TryParseExact(id.Value, "B", out _), text);
        }
    }

    [Fact]
    public void BuildNumber_and_text_tell_numbers_from_uuids()
    {
        Assert.Equal(42, new PipelineId("42").BuildNumber);
        Assert.Equal("#42", new PipelineId("42").ToString());
        Assert.Null(new PipelineId(Uuid).BuildNumber);
        Assert.Equal(Uuid, new PipelineId(Uuid).ToString());
    }
}
