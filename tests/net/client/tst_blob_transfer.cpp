#ifndef Q_MOC_RUN
#include "net/client/blob_download.h"
#include "net/client/blob_upload.h"
#include "tests/net/client/scripted_relay.h"
#endif

#include <QBuffer>
#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;

namespace {

constexpr std::size_t kPieces = 9;
constexpr std::size_t kBytes = (kPieces - 1) * wire::kBlobPieceBytesMax + 1000;

QByteArray content()
{
    QByteArray bytes(kBytes, '\0');
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<char>(i * 7 + (i >> 12));
    }
    return bytes;
}

struct World
{
    World()
    {
        const QByteArray bytes = content();
        text = bytes.toStdString();
        device.setData(bytes);
        if (!device.open(QIODevice::ReadWrite)) {
            qFatal("cannot open");
        }
    }
    BlobUpload& upload(BlobUpload::Source source = {})
    {
        auto made =
            std::make_unique<BlobUpload>(relay.place(quickOptions()),
                                         BlobUpload::Blob{id, relay.random.make<wire::OwnerToken>(),
                                                          kBytes, sotto::crypto::Duration::days(1)},
                                         source ? std::move(source) : BlobUpload::sourceOf(device));
        BlobUpload& ref = *made;
        begin(std::move(made));
        return ref;
    }
    void download(std::uint64_t from, BlobDownload::Sink sink)
    {
        begin(std::make_unique<BlobDownload>(
            relay.place(quickOptions()), BlobDownload::Blob{id, kBytes, from}, std::move(sink)));
    }
    void begin(std::unique_ptr<BlobTransfer> made)
    {
        transfer = std::move(made);
        transfer->onDone = [this](Outcome<void> result) { outcome = std::move(result); };
        transfer->onProgress = [this](std::uint64_t done, std::uint64_t total) {
            progress.push_back(done);
            if (total != kBytes) {
                qFatal("another total");
            }
        };
        transfer->start();
    }

    ScriptedRelay relay;
    sotto::crypto::ObjectId id = relay.random.make<sotto::crypto::ObjectId>();
    std::string text;
    QBuffer device;
    std::unique_ptr<BlobTransfer> transfer;
    std::optional<Outcome<void>> outcome;
    std::vector<std::uint64_t> progress;
};

} // namespace

class TestBlobTransfer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(sotto::crypto::initialize()); }

    void uploads()
    {
        World w;
        w.upload();
        QTRY_VERIFY(w.outcome);
        QVERIFY(w.outcome->has_value());
        QVERIFY(w.relay.blob == w.text);
        QCOMPARE(w.progress.size(), kPieces + 1);
        QVERIFY(std::ranges::is_sorted(w.progress));
        QVERIFY(!w.relay.last().named && !w.relay.last().loggedIn);
        QTRY_VERIFY(w.relay.last().finished);
    }

    void anUploadHasFewPiecesInFlight()
    {
        World w;
        int held = 0;
        w.relay.onRequest = [&held](ScriptedConnection&, const wire::Request& request) {
            held += request.has_write_blob() ? 1 : 0;
            return request.has_write_blob();
        };
        std::size_t read = 0;
        w.upload([&](std::uint64_t offset, std::size_t length) {
            ++read;
            const auto bytes = sotto::crypto::asBytes(w.text).subspan(offset, length);
            return std::optional(sotto::crypto::Bytes(bytes.begin(), bytes.end()));
        });
        QTRY_COMPARE(held, static_cast<int>(kBlobPiecesInFlight));
        QCOMPARE(read, kBlobPiecesInFlight);
    }

    void anUploadGoesOnWhereItWasCutOff()
    {
        World w;
        int writes = 0;
        std::vector<std::uint64_t> offsets;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (!request.has_write_blob()) {
                return false;
            }
            offsets.push_back(request.write_blob().offset());
            if (++writes == 3 || writes == 6) {
                c.cut();
                return true;
            }
            return c.gone;
        };
        w.upload();
        QTRY_VERIFY(w.outcome);
        QVERIFY(w.outcome->has_value());
        QVERIFY(w.relay.blob == w.text);
        QCOMPARE(w.relay.connections.size(), std::size_t{3});
        QCOMPARE(std::ranges::count(offsets, 0U), 1); // nothing from the beginning
        QCOMPARE(w.relay.count(wire::Request::kStatBlob), 2);
        QCOMPARE(w.relay.count(wire::Request::kCreateBlob), 1);
    }

    void aLaterUploadGoesOnToo()
    {
        World w;
        w.relay.blob = w.text.substr(0, 500'000);
        w.upload();
        QTRY_VERIFY(w.outcome);
        QVERIFY(w.relay.blob == w.text);
        QCOMPARE(w.relay.last().requests[2].write_blob().offset(), std::uint64_t{500'000});
    }

    void aRelaysPauseIsKept()
    {
        World w;
        bool busy = true;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_write_blob() && std::exchange(busy, false)) {
                c.refuse(request.id(), wire::RATE_LIMITED, 0, 5);
                return true;
            }
            return false;
        };
        w.upload();
        QTRY_VERIFY(w.outcome);
        QVERIFY(w.outcome->has_value());
        QVERIFY(w.relay.blob == w.text);
    }

    void aQuotaEndsAnUpload()
    {
        World w;
        w.relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_create_blob()) {
                c.refuse(request.id(), wire::QUOTA);
            }
            return request.has_create_blob();
        };
        w.upload();
        QTRY_VERIFY(w.outcome);
        QCOMPARE(w.outcome->error().code, wire::QUOTA);
    }

    void aBrokenSourceEndsAnUpload()
    {
        World w;
        w.upload([](std::uint64_t, std::size_t) { return std::nullopt; });
        QTRY_VERIFY(w.outcome);
        QCOMPARE(w.outcome->error().kind, ErrorKind::LocalFailure);
    }

    void anUploadIsCancelled()
    {
        World w;
        w.relay.onRequest = [](ScriptedConnection&, const wire::Request& r) {
            return r.has_write_blob();
        };
        w.upload();
        QTRY_VERIFY(w.relay.count(wire::Request::kWriteBlob) > 0);
        w.transfer->cancel();
        QTRY_VERIFY(w.outcome);
        QCOMPARE(w.outcome->error().kind, ErrorKind::Cancelled);
    }

    void downloads()
    {
        World w;
        w.relay.blob = w.text;
        QBuffer into;
        QVERIFY(into.open(QIODevice::WriteOnly));
        w.download(0, BlobDownload::sinkOf(into));
        QTRY_VERIFY(w.outcome);
        QVERIFY(w.outcome->has_value());
        QVERIFY(into.data().toStdString() == w.text);
        QCOMPARE(w.progress.size(), kPieces);
    }

    void piecesThatComeOutOfOrderArePutInOrder()
    {
        World w;
        w.relay.blob = w.text;
        std::vector<wire::Request> held;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (!request.has_read_blob()) {
                return false;
            }
            held.push_back(request);
            if (held.size() == kBlobPiecesInFlight || held.back().read_blob().length() < 2000) {
                while (!held.empty()) {
                    const wire::Request next = held.back();
                    held.pop_back();
                    wire::Answer answer;
                    answer.mutable_blob_bytes()->set_data(
                        w.text.substr(next.read_blob().offset(), next.read_blob().length()));
                    c.answer(next.id(), answer);
                }
            }
            return true;
        };
        std::string got;
        w.download(0, [&](std::uint64_t offset, sotto::crypto::ByteView bytes) {
            if (offset != got.size()) {
                return false;
            }
            got.append(bytes.begin(), bytes.end());
            return true;
        });
        QTRY_VERIFY(w.outcome);
        QVERIFY(w.outcome->has_value());
        QVERIFY(got == w.text);
    }

    void aDownloadGoesOnWhereItWasCutOff()
    {
        World w;
        w.relay.blob = w.text;
        int reads = 0;
        w.relay.onRequest = [&](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_read_blob() && (++reads == 4 || reads == 8)) {
                c.cut();
                return true;
            }
            return c.gone;
        };
        std::string got = w.text.substr(0, 100'000);
        w.download(100'000, [&](std::uint64_t offset, sotto::crypto::ByteView bytes) {
            if (offset != got.size()) {
                return false;
            }
            got.append(bytes.begin(), bytes.end());
            return true;
        });
        QTRY_VERIFY(w.outcome);
        QVERIFY(w.outcome->has_value());
        QVERIFY(got == w.text);
        QCOMPARE(w.relay.connections.size(), std::size_t{3});
    }

    void aFullDiskEndsADownload()
    {
        World w;
        w.relay.blob = w.text;
        int taken = 0;
        w.download(0, [&taken](std::uint64_t, sotto::crypto::ByteView) { return ++taken < 3; });
        QTRY_VERIFY(w.outcome);
        QCOMPARE(w.outcome->error().kind, ErrorKind::LocalFailure);
        QCOMPARE(taken, 3);
    }

    void aSinkMayDestroyTheDownload()
    {
        World w;
        w.relay.blob = w.text;
        bool destroyed = false;
        w.download(0, [&](std::uint64_t, sotto::crypto::ByteView) {
            w.transfer.reset();
            destroyed = true;
            return true;
        });
        QTRY_VERIFY(destroyed);
        QVERIFY(!w.outcome);
    }

    void aMissingBlobEndsADownload()
    {
        World w;
        w.relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (request.has_read_blob()) {
                c.refuse(request.id(), wire::NOT_PERMITTED);
            }
            return request.has_read_blob();
        };
        w.download(0, [](std::uint64_t, sotto::crypto::ByteView) { return true; });
        QTRY_VERIFY(w.outcome);
        QCOMPARE(w.outcome->error().code, wire::NOT_PERMITTED);
    }
};

QTEST_GUILESS_MAIN(TestBlobTransfer)
#include "tst_blob_transfer.moc"
