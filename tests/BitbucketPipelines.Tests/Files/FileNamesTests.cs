using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>
/// A name that a server chose becomes a single valid file name: never a path, a device, or a name that an operating system rejects.
/// </summary>
public class FileNamesTests
{
    [Theory]
    [InlineData("widgets-node", "widgets-node")]
    [InlineData("widgets-my cache/1", "widgets-my_cache_1")]
    [InlineData("ä € 😀", "ä_€_😀")]
    [InlineData("../../etc/passwd", "_.._.._etc_passwd")]
    [InlineData("..\\..\\evil", "_.._.._evil")]
    [InlineData("/etc/passwd", "_etc_passwd")]
    [InlineData("C:\\Windows", "C__Windows")]
    [InlineData("file.txt:stream", "file.txt_stream")]
    [InlineData("\\\\server\\share", "__server_share")]
    [InlineData("..", "__")]
    [InlineData(".", "_")]
    [InlineData("", "_")]
    [InlineData(".bashrc", "_.bashrc")]
    [InlineData("~root", "_~root")]
    [InlineData("-rf", "_-rf")]
    [InlineData("dots...", "dots___")]
    [InlineData("blank ", "blank_")]
    [InlineData("a\0b\r\nc\u001b[2J\u009b\u202etxt.exe\u2028", "a_b__c_[2J__txt.exe_")]
    [InlineData("con", "_con")]
    [InlineData("NUL.tar.gz", "_NUL.tar.gz")]
    [InlineData("com1.log", "_com1.log")]
    [InlineData("LPT¹", "_LPT¹")]
    [InlineData("console", "console")]
    public void Nothing_of_a_name_is_taken_for_a_path(string name, string expected) => Assert.Equal(expected, FileNames.Safe(name));

    [Theory]
    [InlineData("a")]
    [InlineData("ä")]
    [InlineData("€")]
    [InlineData("😀")]
    public void A_long_name_is_cut_and_keeps_its_ending(string part)
    {
        string name = FileNames.Safe("x" + string.Concat(Enumerable.Repeat(part, 300)), "-1.log");
        Assert.EndsWith(part + "-1.log", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 150, 161);
        Assert.Equal(name, FileNames.Safe(name));
    }

    [Fact]
    public void Half_of_a_pair_is_no_character() => Assert.Equal("half___of_a_😀_", FileNames.Safe("half \ud83d of a 😀\ude00"));

    [Fact]
    public void An_ending_is_no_path_either() => Assert.Equal("a-x_.._.._evil.tar", FileNames.Safe("a", "-x/../../evil.tar"));

    [Fact]
    public void Whatever_the_name_is_it_stays_in_its_folder()
    {
        string[] parts = ["..", ".", "/", "\\", ":", "C:", "con", " ", "\0", "\n", "~", "x", "😀", "\ud83d", "\u202e", "*", "|", "\u009b"];
        string folder = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "folder"));
        var random = new Random(3);
        for (int round = 0; round < 5_000; round++)
        {
            string name = FileNames.Safe(string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)])));
            Assert.Equal(folder, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder, name))));
            Assert.Equal(name, Path.GetFileName(name));
            Assert.Matches("[^. ]$", name);
        }
    }
}
