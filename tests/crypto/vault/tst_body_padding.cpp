#include "crypto/base/init.h"
#include "crypto/vault/body_padding.h"

#include <QTest>

using namespace sotto::crypto;

class TestBodyPadding : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theLeastSizeThatFits()
    {
        for (const std::size_t size : {0U, 1U, 508U, 509U, 2044U, 2045U, 8188U, 131068U}) {
            const Bytes content(size, 7);
            const auto padded = padBody(content, kRecordBodySizes);
            QVERIFY(padded);
            const auto least = std::find_if(kRecordBodySizes.begin(), kRecordBodySizes.end(),
                                            [&](std::size_t s) { return s >= size + 4; });
            QCOMPARE(padded->size(), *least);
            const auto back = unpadBody(padded->view(), kRecordBodySizes);
            QVERIFY(back && std::ranges::equal(*back, content));
        }
        QVERIFY(!padBody(Bytes(131069), kRecordBodySizes));
    }

    void nothingHidesInTheFiller()
    {
        const Bytes content(100, 7);
        const auto padded = padBody(content, kRecordBodySizes);
        for (std::size_t at = 104; at < padded->size(); ++at) {
            Bytes bad(padded->view().begin(), padded->view().end());
            bad[at] = 1;
            const auto read = unpadBody(bad, kRecordBodySizes);
            QVERIFY(!read && read.error().kind == ParseError::Kind::NonCanonical);
        }
    }

    void oneSpellingOnly()
    {
        // A larger size than needed, a size that is none, a length beyond the end.
        Bytes padded(2048);
        padded[3] = 100;
        QVERIFY(!unpadBody(padded, kRecordBodySizes));
        padded.resize(513);
        QVERIFY(!unpadBody(padded, kRecordBodySizes));
        padded.resize(512);
        QVERIFY(unpadBody(padded, kRecordBodySizes));
        padded[2] = 2;
        QVERIFY(!unpadBody(padded, kRecordBodySizes));
        QVERIFY(!unpadBody({}, kRecordBodySizes));
        QVERIFY(!unpadBody(Bytes(3), kRecordBodySizes));
    }
};

QTEST_APPLESS_MAIN(TestBodyPadding)
#include "tst_body_padding.moc"
