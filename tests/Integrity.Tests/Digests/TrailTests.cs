using Integrity.Digests;

namespace Integrity.Tests.Digests;

public sealed class TrailTests
{
    [Theory]
    [InlineData(
        "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
        "aws",
        "us-east-2",
        "111122223333",
        "example-trail"
    )]
    [InlineData(
        "arn:aws-cn:cloudtrail:cn-north-1:000000000000:trail/a.b",
        "aws-cn",
        "cn-north-1",
        "000000000000",
        "a.b"
    )]
    [InlineData(
        "arn:aws-us-gov:cloudtrail:us-gov-west-1:111122223333:trail/three_under_scores",
        "aws-us-gov",
        "us-gov-west-1",
        "111122223333",
        "three_under_scores"
    )]
    public void An_ARN_is_parsed_and_written_back(
        string arn,
        string partition,
        string region,
        string account,
        string name
    )
    {
        var trail = Trail.Parse(arn);

        (trail.Partition, trail.HomeRegion, trail.AccountId, trail.Name)
            .Should()
            .Be((partition, region, account, name));
        trail.Arn.Should().Be(arn);
        trail.ToString().Should().Be(arn);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("example-trail")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:trail/")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:trail/ab")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:trail/-example")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:trail/example/trail")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:trail/example trail")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail\n")]
    [InlineData("arn:aws:cloudtrail:us-east-2:11112222333:trail/example-trail")]
    [InlineData("arn:aws:cloudtrail:us-east-2:1111222233334:trail/example-trail")]
    [InlineData("arn:aws:cloudtrail:us-east-2:١١١١22223333:trail/example-trail")]
    [InlineData("arn:aws:cloudtrail:US-EAST-2:111122223333:trail/example-trail")]
    [InlineData("arn:aws:cloudtrail::111122223333:trail/example-trail")]
    [InlineData("arn:gcp:cloudtrail:us-east-2:111122223333:trail/example-trail")]
    [InlineData("arn:aws:s3:us-east-2:111122223333:trail/example-trail")]
    [InlineData("arn:aws:cloudtrail:us-east-2:111122223333:eventdatastore/example")]
    [InlineData(" arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail")]
    public void Any_other_text_is_rejected(string? text)
    {
        Trail.TryParse(text, out var trail).Should().BeFalse();

        trail.Should().BeNull();
    }

    [Fact]
    public void A_name_has_at_most_128_characters()
    {
        const string Start = "arn:aws:cloudtrail:us-east-2:111122223333:trail/";

        Trail.TryParse(Start + new string('a', 128), out _).Should().BeTrue();
        Trail.TryParse(Start + new string('a', 129), out _).Should().BeFalse();
    }

    [Fact]
    public void The_error_for_an_invalid_ARN_quotes_it()
    {
        var parse = () => Trail.Parse("example-trail");

        parse.Should().Throw<FormatException>().WithMessage("not the ARN of a trail: example-trail");
    }
}
