#include "tests/support/hex.h"
#include "tests/support/websocket_frame.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

Bytes frame(WebSocketHead head, ByteView payload)
{
    Bytes out;
    appendFrame(out, head, payload);
    return out;
}

HeadRead read(ByteView bytes)
{
    WebSocketHead head;
    return readHead(bytes, head);
}

constexpr MaskingKey kExampleMask{0x37, 0xfa, 0x21, 0x3d};

} // namespace

class TestWebSocketFrame : public QObject
{
    Q_OBJECT

private slots:
    // RFC 6455 section 5.7
    void writesTheExamplesOfTheRfc()
    {
        const ByteView hello = asBytes("Hello");
        using enum WebSocketOpcode;
        QCOMPARE(toHex(frame({Text}, hello)), std::string("810548656c6c6f"));
        QCOMPARE(toHex(frame({Text, true, 0, kExampleMask}, hello)),
                 std::string("818537fa213d7f9f4d5158"));
        QCOMPARE(toHex(frame({Text, false}, hello.first(3))), std::string("010348656c"));
        QCOMPARE(toHex(frame({Continuation}, hello.subspan(3))), std::string("80026c6f"));
        QCOMPARE(toHex(frame({Ping}, hello)), std::string("890548656c6c6f"));
        QCOMPARE(toHex(frame({Pong, true, 0, kExampleMask}, hello)),
                 std::string("8a8537fa213d7f9f4d5158"));
        QCOMPARE(toHex(ByteView(frame({Binary}, Bytes(256))).first(4)), std::string("827e0100"));
        QCOMPARE(toHex(ByteView(frame({Binary}, Bytes(65536))).first(10)),
                 std::string("827f0000000000010000"));
    }

    void readsWhatItWrites_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 125, 126, 127, 65535, 65536, 70001}) {
            QTest::newRow(std::to_string(size).c_str()) << size;
        }
    }
    void readsWhatItWrites()
    {
        QFETCH(int, size);
        for (const bool masked : {false, true}) {
            WebSocketHead in;
            in.final = masked;
            in.reserved = 5;
            in.masked = masked ? std::optional(kExampleMask) : std::nullopt;
            const Bytes bytes = frame(in, Bytes(static_cast<std::size_t>(size), 7));
            WebSocketHead out;
            QVERIFY(readHead(bytes, out) == HeadRead::Complete);
            QVERIFY(out.opcode == in.opcode && out.final == in.final && out.masked == in.masked);
            QCOMPARE(int(out.reserved), 5);
            QCOMPARE(out.payloadBytes, static_cast<std::uint64_t>(size));
            QCOMPARE(bytes.size(), out.headBytes + static_cast<std::size_t>(size));
            for (std::size_t cut = 0; cut < out.headBytes; ++cut) {
                QVERIFY(read(ByteView(bytes).first(cut)) == HeadRead::TooShort);
            }
        }
    }

    void refusesWhatIsNone_data()
    {
        QTest::addColumn<QString>("bytes");
        QTest::newRow("opcode 3") << "8300";
        QTest::newRow("opcode 11") << "8b00";
        QTest::newRow("ping in pieces") << "0900";
        QTest::newRow("long ping") << "897e0080";
        QTest::newRow("16 bits for 125") << "827e007d";
        QTest::newRow("64 bits for 65535") << "827f000000000000ffff";
        QTest::newRow("negative length") << "827f8000000000000000";
    }
    void refusesWhatIsNone()
    {
        QFETCH(QString, bytes);
        QVERIFY(read(fromHex(bytes.toStdString())) == HeadRead::Malformed);
    }

    void masksAnyLength()
    {
        for (std::size_t size = 0; size < 40; ++size) {
            Bytes bytes(size);
            for (std::size_t i = 0; i < size; ++i) {
                bytes[i] = static_cast<std::uint8_t>(i * 7);
            }
            Bytes masked = bytes;
            applyMask(masked, kExampleMask);
            for (std::size_t i = 0; i < size; ++i) {
                QCOMPARE(masked[i], static_cast<std::uint8_t>(bytes[i] ^ kExampleMask[i % 4]));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestWebSocketFrame)
#include "tst_websocket_frame.moc"
