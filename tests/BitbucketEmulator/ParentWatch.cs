using System.ComponentModel;
using System.Diagnostics;

namespace BitbucketEmulator;

/// <summary>Waits until the process that started this one is gone, so that a killed test run leaves nothing behind.</summary>
internal static class ParentWatch
{
    public static async Task WaitAsync(int? processId)
    {
        if (processId is not { } id)
        {
            await Task.Delay(Timeout.Infinite).ConfigureAwait(false);
            return;
        }

        DateTime? born = BirthOf(id);
        while (born is not null && BirthOf(id) == born)
        {
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }
    }

    /// <summary>When the process began; null when it has ended. Its number alone may soon belong to another one.</summary>
    private static DateTime? BirthOf(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.HasExited || IsZombie(id) ? null : process.StartTime;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>On Linux a process that nobody has waited for yet still counts as running.</summary>
    private static bool IsZombie(int id)
    {
        string file = $"/proc/{id}/stat";
        if (!OperatingSystem.IsLinux() || !File.Exists(file))
        {
            return false;
        }

        string text = File.ReadAllText(file);
        int name = text.LastIndexOf(')');
        return name >= 0 && name + 2 < text.Length && text[name + 2] is 'Z' or 'X';
    }
}
