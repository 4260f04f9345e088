using System.Globalization;

namespace BitbucketEmulator;

/// <summary>The arguments of the process.</summary>
internal sealed record CommandLine(EmulatorOptions Options, TimeSpan Lifetime, int? Parent)
{
    public const string Usage = "usage: BitbucketEmulator [--port N] [--speed X] [--no-seed] [--lifetime SECONDS] [--parent PID]";

    public static CommandLine Parse(string[] args)
    {
        int port = 0;
        double speed = 1;
        bool seed = true;
        double lifetime = 900;
        int? parent = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--no-seed":
                    seed = false;
                    break;
                case "--port":
                    port = (int)Value(args, ref i, 0, 65535);
                    break;
                case "--speed":
                    speed = Value(args, ref i, 0, 1e6);
                    break;
                case "--lifetime":
                    lifetime = Value(args, ref i, 0, 1e6);
                    break;
                case "--parent":
                    parent = (int)Value(args, ref i, 1, int.MaxValue);
                    break;
                default:
                    throw new FormatException($"unknown argument '{args[i]}'");
            }
        }

        return new CommandLine(new EmulatorOptions { Port = port, Speed = speed, Seed = seed }, TimeSpan.FromSeconds(lifetime), parent);
    }

    private static double Value(string[] args, ref int index, double minimum, double maximum)
    {
        string name = args[index++];
        return index < args.Length
            && double.TryParse(args[index], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= minimum && value <= maximum
            ? value
            : throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"{name} needs a number from {minimum} to {maximum}"));
    }
}
