using System.Globalization;

namespace Integrity.Cli.Options;

/// <summary>
/// Collects the numbers of a date in the order written and finds year, month and day among them. When nothing else
/// decides, the order does: <c>05/04/2025</c> is May 4, <c>13/04/2025</c> is April 13. Two-digit years lie within
/// 50 years of today.
/// </summary>
internal sealed class DateNumbers
{
    private readonly List<int> _numbers = [];
    private int? _year;
    private int? _month;
    private bool _hasCentury;

    /// <summary>Number of numbers added.</summary>
    public int Count => _numbers.Count;

    /// <summary>
    /// Adds a number as written; three or more digits are a year. Returns <c>false</c> if it does not fit.
    /// </summary>
    public bool Add(string digits)
    {
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        _hasCentury |= digits.Length > 2;
        return digits.Length > 2 ? AddYear(number) : AddPlain(number);
    }

    /// <summary>Adds a number that stands alone; above 100 it is a year.</summary>
    public bool AddNumber(int number)
    {
        _hasCentury |= number > 100;
        return number > 100 ? AddYear(number) : AddPlain(number);
    }

    public bool AddYear(int year)
    {
        if (_year is not null)
            return false;
        _year = _numbers.Count;
        return AddPlain(year);
    }

    public bool AddMonth(int month)
    {
        if (_month is not null)
            return false;
        _month = _numbers.Count;
        return AddPlain(month);
    }

    private bool AddPlain(int number)
    {
        _numbers.Add(number);
        return _numbers.Count <= 3;
    }

    /// <summary>Returns whether a number can be the day, given the month and year known so far.</summary>
    public bool CanBeDay(int day)
    {
        if (_month is not { } month)
            return day is >= 1 and <= 31;
        var year = _year is { } at && _numbers[at] is >= 1 and <= 9999 ? _numbers[at] : 2000;
        return day >= 1 && day <= DateTime.DaysInMonth(year, _numbers[month]);
    }

    /// <summary>
    /// Returns the date, taking missing parts from today; <c>false</c> if there is no such date.
    /// </summary>
    public bool Resolve(DateTime today, out DateOnly date, out bool hasDay)
    {
        var (year, month, day) = Order();
        hasDay = day is not null;
        date = default;
        var (y, m) = (year is { } given ? Century(given, today.Year) : today.Year, month ?? today.Month);
        if (y is < 1 or > 9999 || m is < 1 or > 12)
            return false;
        var d = day ?? Math.Min(today.Day, DateTime.DaysInMonth(y, m));
        if (d < 1 || d > DateTime.DaysInMonth(y, m))
            return false;
        date = new DateOnly(y, m, d);
        return true;
    }

    private (int? Year, int? Month, int? Day) Order()
    {
        if (_numbers.Count == 0)
            return (null, null, null);
        if (_numbers is [var one])
            return _month is not null ? (null, one, null)
                : _year is not null || one > 31 ? (one, null, null)
                : (null, null, one);
        return _numbers is [var a, var b] ? OrderTwo(a, b) : OrderThree(_numbers[0], _numbers[1], _numbers[2]);
    }

    private (int? Year, int? Month, int? Day) OrderTwo(int a, int b)
    {
        if (_month is { } month)
        {
            var other = month == 0 ? b : a;
            return _year is not null || other > 31 ? (other, _numbers[month], null) : (null, _numbers[month], other);
        }
        return a > 31 ? (a, b, null)
            : b > 31 ? (b, a, null)
            : (null, a, b);
    }

    private (int? Year, int? Month, int? Day) OrderThree(int a, int b, int c)
    {
        if (_year is { } year && _month is { } month)
            return (_numbers[year], _numbers[month], _numbers[3 - year - month]);
        return _month switch
        {
            0 => b > 31 ? (b, a, c) : (c, a, b),
            1 => a > 31 ? (a, b, c) : (c, b, a),
            2 => b > 31 ? (b, c, a) : (a, c, b),
            _ => a > 31 || _year == 0 ? (a, b, c)
            : a > 12 ? (c, b, a)
            : (c, a, b),
        };
    }

    private int Century(int year, int thisYear)
    {
        if (year >= 100 || _hasCentury)
            return year;
        year += thisYear / 100 * 100;
        return year >= thisYear + 50 ? year - 100
            : year < thisYear - 50 ? year + 100
            : year;
    }
}
