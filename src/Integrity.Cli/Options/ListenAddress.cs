using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Integrity.Cli.Options;

/// <summary>
/// The options for the address a command listens on. Only local addresses are allowed, unless
/// <c>--allow-remote</c> is set.
/// </summary>
internal sealed class ListenAddress
{
    private readonly string _name;
    private readonly Option<IPEndPoint?> _listen;
    private readonly Option<bool> _allowRemote;

    public ListenAddress(string description, string name = "--listen")
    {
        _name = name;
        _listen = new Option<IPEndPoint?>(name)
        {
            Description = description,
            HelpName = "ADDRESS:PORT",
            CustomParser = Parse,
        };
        _allowRemote = new Option<bool>("--allow-remote")
        {
            Description = $"Allow {name} to listen on an address that other machines can reach.",
        };
    }

    public IEnumerable<Option> Options => [_listen, _allowRemote];

    /// <summary>Returns the address, or <c>null</c> if none was given.</summary>
    /// <exception cref="CommandException">Other machines can reach it, and <c>--allow-remote</c> is not
    /// set.</exception>
    public IPEndPoint? Of(ParseResult arguments)
    {
        var address = arguments.GetValue(_listen);
        if (address is null || IPAddress.IsLoopback(address.Address) || arguments.GetValue(_allowRemote))
            return address;
        throw CommandException.Usage(
            $"{_name}: other machines can reach {address}",
            "listen on 127.0.0.1, or add --allow-remote; the endpoint has neither TLS nor authentication"
        );
    }

    private IPEndPoint? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var colon = text.LastIndexOf(':');
        if (
            colon > 0
            && Host(text[..colon]) is { } address
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        )
            return new IPEndPoint(address, port);
        result.AddError($"{_name}: not an address and a port: {text}; use the form 127.0.0.1:8080");
        return null;
    }

    /// <summary>
    /// Reads an IP address or <c>localhost</c>. Other names are not resolved, because their address could change.
    /// </summary>
    private static IPAddress? Host(string text)
    {
        if (text == "localhost")
            return IPAddress.Loopback;
        var isBracketed = text.StartsWith('[') && text.EndsWith(']');
        return
            IPAddress.TryParse(isBracketed ? text[1..^1] : text, out var address)
            && isBracketed == (address.AddressFamily == AddressFamily.InterNetworkV6)
            ? address
            : null;
    }
}
