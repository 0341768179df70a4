"""Puts a page, searches, pages on, streams, and reads an error's details: the whole API as a Python client sees it.

usage: search_client.py GRPC_ADDRESS GENERATED_DIRECTORY (Debian: python3-grpcio, protobuf-compiler-grpc)
"""

import sys

sys.path.insert(0, sys.argv[2])

import grpc  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from search.v1 import admin_service_pb2, admin_service_pb2_grpc, article_pb2, ingestion_service_pb2, ingestion_service_pb2_grpc  # noqa: E402
from search.v1 import search_service_pb2, search_service_pb2_grpc  # noqa: E402

address, query = sys.argv[1].removeprefix("http://"), "蛇语河 通车"
channel = grpc.insecure_channel(address)
searching = search_service_pb2_grpc.SearchServiceStub(channel)
ingestion = ingestion_service_pb2_grpc.IngestionServiceStub(channel)
admin = admin_service_pb2_grpc.AdminServiceStub(channel)


def article(number):
    return article_pb2.Article(
        id=f"python-{number}",
        newspaper="蛇语晨报",
        date="2024-06-01",
        page="A02",
        headline=f"蛇语河第{number}座桥通车",
        paragraphs=[f"蛇语河上第{number}座桥昨日通车。", "沿岸居民说，过河不必再绕路。"],
    )


# A page, put whole: its articles become exactly those given.
put = ingestion.PutIssue(
    ingestion_service_pb2.PutIssueRequest(
        newspaper="蛇语晨报",
        date="2024-06-01",
        pages=[
            ingestion_service_pb2.PutPage(
                page="A01",
                section="要闻",
                articles=[article_pb2.Article(headline="蛇语河畔图书馆开馆", paragraphs=["蛇语河畔图书馆昨日开馆。"])],
            )
        ],
    ),
    timeout=10,
)
assert put.pages[0].articles[0].outcome == ingestion_service_pb2.PUT_OUTCOME_ADDED, put
assert put.sequence > 0, put

# Articles as a stream, one answer each, in order.
answers = list(ingestion.PutArticles((ingestion_service_pb2.PutArticlesRequest(article=article(n)) for n in range(1, 26)), timeout=30))
assert [a.index for a in answers] == list(range(25)), answers
sequence = max(a.result.sequence for a in answers)

# What was put is found once the index has reached its sequence.
answer = searching.Search(search_service_pb2.SearchRequest(query=query, page_size=10, min_sequence=sequence, unfold_reprints=True), timeout=10)
assert answer.total.value >= 25 and len(answer.hits) == 10, answer.total
assert any(s.matched for h in answer.hits[0].highlights for s in h.segments), answer.hits[0]

# As the README shows it.
for hit in searching.Search(search_service_pb2.SearchRequest(query=query, page_size=10), timeout=10).hits:
    print(hit.date, hit.page, hit.headline)

# Page on, at the point in time of the first page.
seen = [h.id for h in answer.hits]
while answer.next_page_token:
    answer = searching.Search(
        search_service_pb2.SearchRequest(query=query, page_size=10, min_sequence=sequence, unfold_reprints=True, page_token=answer.next_page_token), timeout=10
    )
    seen += [h.id for h in answer.hits]
assert len(seen) == len(set(seen)) == answer.total.value, (len(seen), answer.total.value)

# A stream of progress.
reindex = admin.StartReindex(admin_service_pb2.StartReindexRequest(), timeout=10).reindex
last = None
for progress in admin.WatchReindex(admin_service_pb2.WatchReindexRequest(id=reindex.id), timeout=60):
    last = progress.reindex
assert last.state == admin_service_pb2.REINDEX_STATE_SUCCEEDED, last

# An error and its details.
try:
    searching.Search(search_service_pb2.SearchRequest(query="蛇语河", page_size=-1), timeout=10)
    raise AssertionError("a page size of -1 was taken")
except grpc.RpcError as error:
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
    trailer = dict(error.trailing_metadata())["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(trailer)
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(bad)
    assert info.domain == "search" and info.reason, status
    assert bad.field_violations[0].field == "page_size", status
    print("refused:", bad.field_violations[0].field, "-", bad.field_violations[0].description)
print("python client: ok")
