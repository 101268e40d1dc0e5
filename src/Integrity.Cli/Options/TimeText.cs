using System.Globalization;
using static Integrity.Cli.Options.TimeTokens;

namespace Integrity.Cli.Options;

/// <summary>
/// Parses a time in every form the AWS CLI accepts: ISO 8601, epoch seconds, and the formats of python-dateutil.
/// <code>
/// 2025-05-04T10:00:00Z   20160129T19:00:00Z   2025-05-04 10:00 +09:00   Sun, 4 May 2025 10:00:00 GMT   05/04/2025
/// 10am   1746352800
/// </code>
/// A time without an offset is UTC. Missing parts of the date come from today, and the default time of day is
/// midnight, as in the AWS CLI. Unlike the AWS CLI, offsets are respected, and ambiguous time zone names are
/// rejected.
/// </summary>
internal sealed class TimeText
{
    private readonly IReadOnlyList<string> _tokens;
    private readonly DateNumbers _date = new();
    private int _at;
    private int? _weekday;
    private int? _hour;
    private int? _minute;
    private int? _second;
    private long _ticks;
    private TimeSpan? _offset;
    private string? _problem;

    private TimeText(string text) => _tokens = TimeTokens.Split(text);

    /// <summary>Parses a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">Supplies the missing parts of a date.</param>
    /// <param name="time">The time, in UTC.</param>
    /// <param name="problem">What is wrong with a text that is almost a time; otherwise <c>null</c>.</param>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time, out string? problem)
    {
        (time, problem) = (default, null);
        if (text.Length > 100 || !text.All(char.IsAscii))
            return false;
        if (EpochSeconds(text) is { } seconds)
        {
            time = DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds((double)(seconds * 1000));
            return true;
        }
        var reader = new TimeText(text);
        var read = reader.Read() ? reader.Build(now.UtcDateTime) : null;
        problem = reader._problem;
        time = read ?? default;
        return read is not null;
    }

    /// <summary>
    /// Parses 9 to 11 digits, with or without a fraction (1973 to 5138). Fewer digits are a date, as in the AWS CLI.
    /// </summary>
    private static decimal? EpochSeconds(string text) =>
        text.TakeWhile(char.IsAsciiDigit).Count() is >= 9 and <= 11
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;

    private string? Ahead(int count) => _at + count >= 0 && _at + count < _tokens.Count ? _tokens[_at + count] : null;

    private bool Read()
    {
        for (; _at < _tokens.Count; _at++)
        {
            var token = _tokens[_at];
            if (char.IsAsciiDigit(token[0]))
            {
                if (!ReadNumber(token))
                    return false;
            }
            else if (TimeTokens.Weekday(token) is { } weekday)
            {
                _weekday = weekday;
            }
            else if (TimeTokens.Month(token) is { } month)
            {
                if (!ReadMonth(month))
                    return false;
            }
            else if (TimeTokens.IsAfternoon(token) is { } isAfternoon)
            {
                if (_hour is null or > 12)
                    return false;
                _hour = On24(_hour.Value, isAfternoon);
            }
            else if (_hour is not null && _offset is null && TimeTokens.CanBeZone(token))
            {
                if (!ReadZone(token))
                    return false;
            }
            else if (_hour is not null && token is "+" or "-")
            {
                if (!ReadOffset(token == "+" ? 1 : -1))
                    return false;
            }
            else if (!TimeTokens.IsFiller(token))
            {
                return false;
            }
        }
        return true;
    }

    private bool ReadNumber(string token)
    {
        var isWhole = token.All(char.IsAsciiDigit);
        if (
            _date.Count == 3
            && token.Length is 2 or 4
            && _hour is null
            && isWhole
            && Ahead(1) != ":"
            && UnitOf(Ahead(1)) is null
        )
            return SetClock(token[..2], token[2..]);
        if (token.Length == 6 || (token.Length > 6 && token.IndexOf('.', StringComparison.Ordinal) == 6))
        {
            return _date.Count == 0 && isWhole
                ? _date.Add(token[..2]) && _date.Add(token[2..4]) && _date.Add(token[4..])
                : SetClock(token[..2], token[2..4], token[4..]);
        }
        if (token.Length is 8 or 12 or 14)
        {
            if (!isWhole || !_date.Add(token[..4]) || !_date.Add(token[4..6]) || !_date.Add(token[6..8]))
                return false;
            return token.Length == 8 || SetClock(token[8..10], token[10..12], token[12..]);
        }
        if (FindUnit() is var (unit, ahead) && unit >= 0)
        {
            if (ahead > 0)
                _at += ahead;
            return SetUnit(token, unit);
        }
        if (Ahead(1) == ":" && Ahead(2) is { } minutes)
            return ReadClock(token, minutes);
        if (Ahead(1) is "-" or "/" or ".")
            return ReadDate(token, Ahead(1)!);
        if (Ahead(1) is null || TimeTokens.IsFiller(Ahead(1)!))
            return isWhole && ReadSingle(token);
        if (TimeTokens.IsAfternoon(Ahead(1)!) is { } isAfternoon && Whole(token) is { } hour and < 24)
        {
            _hour = On24(hour, isAfternoon);
            _at++;
            return true;
        }
        return isWhole && Whole(token) is { } day && _date.CanBeDay(day) && _date.AddNumber(day);
    }

    /// <summary><c>HH:MM[:SS[.f]]</c>.</summary>
    private bool ReadClock(string hours, string minutes)
    {
        if (!SetUnit(minutes, 1))
            return false;
        _hour = Whole(hours);
        _at += 2;
        if (Ahead(1) != ":" || Ahead(2) is not { } seconds)
            return _hour is not null;
        _at += 2;
        return _hour is not null && SetUnit(seconds, 2);
    }

    /// <summary><c>05-04-2025</c>, <c>4/May/2025</c>, <c>2025.05</c>.</summary>
    private bool ReadDate(string first, string separator)
    {
        if (!_date.Add(first))
            return false;
        if (Ahead(2) is { } second && !TimeTokens.IsFiller(second))
        {
            if (!AddDayOrMonth(second))
                return false;
            if (Ahead(3) == separator)
            {
                if (Ahead(4) is not { } third || !AddDayOrMonth(third))
                    return false;
                _at += 2;
            }
            _at++;
        }
        _at++;
        return true;
    }

    private bool AddDayOrMonth(string token) =>
        TimeTokens.Month(token) is { } month ? _date.AddMonth(month) : _date.Add(token);

    /// <summary>
    /// Reads a number that stands alone: an hour before <c>am</c> or <c>pm</c>, else a part of the date.
    /// </summary>
    private bool ReadSingle(string token)
    {
        if (Whole(token) is not { } value)
            return false;
        if (Ahead(2) is not { } next || TimeTokens.IsAfternoon(next) is not { } isAfternoon)
        {
            _at++;
            return _date.AddNumber(value);
        }
        _hour = On24(value, isAfternoon);
        _at += 2;
        return true;
    }

    /// <summary><c>May-04[-2025]</c>, <c>May of 25</c>, or the name alone.</summary>
    private bool ReadMonth(int month)
    {
        if (!_date.AddMonth(month))
            return false;
        if (Ahead(1) is "-" or "/" && Ahead(1) is var separator)
        {
            if (Ahead(2) is not { } second || !_date.Add(second))
                return false;
            if (Ahead(3) == separator)
            {
                if (Ahead(4) is not { } third || !_date.Add(third))
                    return false;
                _at += 2;
            }
            _at += 2;
        }
        else if (
            Ahead(1) == " "
            && Ahead(3) == " "
            && Ahead(4) is { } year
            && string.Equals(Ahead(2), "of", StringComparison.OrdinalIgnoreCase)
        )
        {
            if (Whole(year) is { } number && !_date.AddYear(number))
                return false;
            _at += 4;
        }
        return true;
    }

    private bool ReadZone(string name)
    {
        if (TimeTokens.OffsetOf(name) is not { } offset)
            return Reject($"unknown time zone {name}; write its offset, such as +02:00");
        if (Ahead(1) is "+" or "-")
            return Reject($"{name}{Ahead(1)}{Ahead(2)} is ambiguous; write only the offset, such as +02:00");
        _offset = offset;
        return true;
    }

    /// <summary>Reads <c>+0900</c>, <c>+09:00</c> or <c>+9</c>, and skips a name in parentheses.</summary>
    private bool ReadOffset(int sign)
    {
        if (_offset is not null || Ahead(1) is not { Length: <= 4 } hours || Whole(hours) is null)
            return false;
        var minutes = 0;
        if (hours.Length == 4)
        {
            minutes = Whole(hours[2..])!.Value;
            hours = hours[..2];
        }
        else if (Ahead(2) == ":")
        {
            if (Ahead(3) is not { Length: <= 2 } after || Whole(after) is not { } number)
                return false;
            minutes = number;
            _at += 2;
        }
        _offset = sign * new TimeSpan(Whole(hours)!.Value, minutes, 0);
        _at++;
        if (
            Ahead(1) is { } space
            && TimeTokens.IsFiller(space)
            && Ahead(2) == "("
            && Ahead(3) is { Length: >= 3 } name
            && TimeTokens.CanBeZone(name)
            && Ahead(4) == ")"
        )
            _at += 4;
        return hours.Length <= 2 && minutes < 60 && _offset.Value.Duration() < TimeSpan.FromDays(1);
    }

    private bool Reject(string problem)
    {
        _problem = problem;
        return false;
    }

    /// <summary>
    /// Finds the unit of the current number and how many tokens ahead it is. A unit before the number means the next
    /// smaller one, as in <c>12h04</c>.
    /// </summary>
    private (int Unit, int Ahead) FindUnit()
    {
        if (UnitOf(Ahead(1)) is { } next)
            return (next, 1);
        if (Ahead(1) == " " && UnitOf(Ahead(2)) is { } afterSpace)
            return (afterSpace, 2);
        if (UnitOf(Ahead(-1)) is { } before)
            return (before + 1, 0);
        return _at > 1 && Ahead(1) is null && Ahead(-1) == " " && UnitOf(Ahead(-2)) is { } beforeSpace
            ? (beforeSpace + 1, 0)
            : (-1, 0);
    }

    private static int? UnitOf(string? token) => token is null ? null : TimeTokens.Unit(token);

    private bool SetUnit(string token, int unit)
    {
        if (
            !char.IsAsciiDigit(token[0])
            || !decimal.TryParse(token, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value >= 100
        )
            return false;
        var fraction = value % 1;
        switch (unit)
        {
            case 0:
                _hour = (int)value;
                if (fraction > 0)
                    _minute = (int)(60 * fraction);
                return true;
            case 1:
                _minute = (int)value;
                _second = fraction > 0 ? (int)(60 * fraction) : null;
                return true;
            case 2:
                _second = (int)value;
                _ticks = (long)(fraction * TimeSpan.TicksPerSecond);
                return true;
            default:
                return false;
        }
    }

    private bool SetClock(string hours, string minutes, string seconds = "")
    {
        _hour = Whole(hours);
        if (_hour is null || (minutes.Length > 0 && Whole(minutes) is null))
            return false;
        if (minutes.Length > 0)
            _minute = Whole(minutes);
        return seconds.Length == 0 || SetUnit(seconds, 2);
    }

    private DateTimeOffset? Build(DateTime today)
    {
        if (_date.Count == 0 && (_weekday ?? _hour ?? _minute ?? _second) is null)
            return null;
        if (!_date.Resolve(today, out var date, out var hasDay))
            return null;
        if (_weekday is { } weekday && !hasDay)
        {
            var days = (weekday - (int)date.DayOfWeek + 7) % 7;
            if (date > DateOnly.MaxValue.AddDays(-7))
                return null;
            date = date.AddDays(days);
        }
        if (_hour > 23 || _minute > 59 || _second > 59)
            return null;
        var ticks =
            date.ToDateTime(new TimeOnly(_hour ?? 0, _minute ?? 0, _second ?? 0)).Ticks
            + _ticks
            - (_offset ?? TimeSpan.Zero).Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }
}
