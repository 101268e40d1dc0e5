"""Writes the endpoint of every region, with and without FIPS and dual-stack, by botocore's own rules.

Usage: python3 extract.py > botocore-endpoints.tsv        (needs botocore)
Columns: service, region, FIPS, dual-stack, URL or "error: …". Regions ending in 9 do not exist: they show the rule of their partition.
"""
import itertools

import botocore
from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import Loader

loader = Loader()
partitions = loader.load_data('partitions')
regions = sorted(name for partition in partitions['partitions'] for name in partition['regions'] if not name.endswith('-global'))
imaginary = ['us-gov-north-9', 'cn-east-9', 'us-iso-north-9', 'us-isob-north-9', 'eusc-fr-east-9', 'eu-north-9']
flags = (False, True)
print(f'# botocore {botocore.__version__}')
for service in ('cloudtrail', 'kms', 's3', 'sts'):
    rules = loader.load_service_model(service, 'endpoint-rule-set-1')
    provider = EndpointProvider(rules, partitions)
    for region, fips, dual_stack in itertools.product(regions + imaginary, flags, flags):
        parameters = {'Region': region, 'UseFIPS': fips, 'UseDualStack': dual_stack}
        if service == 's3':
            parameters |= {'Bucket': 'amzn-s3-demo-bucket', 'Accelerate': False, 'ForcePathStyle': False, 'UseGlobalEndpoint': False, 'DisableMultiRegionAccessPoints': False, 'UseArnRegion': False}
        if service == 'sts':
            parameters['UseGlobalEndpoint'] = False
        try:
            url = provider.resolve_endpoint(**parameters).url
        except Exception as error:
            url = f'error: {error}'
        print(service, region, 'fips' if fips else '', 'dual-stack' if dual_stack else '', url, sep='\t')
