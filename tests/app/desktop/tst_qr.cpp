#include "app/desktop/qr/bounded_image.h"
#include "app/desktop/qr/qr_matrix.h"
#include "app/desktop/qr/read_qr.h"

#include <QBuffer>
#include <QPainter>
#include <QTest>

using namespace sotto::desktop;

namespace {

const QString kLink = QStringLiteral(
    "sotto://relay.example:8443/i#Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4.QUJDREVGR0hJSktMTU5PUFFSU1RVVg");

/// As a person sees it: @p scale pixels a module and a quiet zone of four.
template <class Content>
QImage drawn(const Content& content, int scale, QColor dark = Qt::black, QColor light = Qt::white)
{
    const auto matrix = qrMatrix(content);
    QImage image((matrix->width() + 8) * scale, (matrix->height() + 8) * scale,
                 QImage::Format_ARGB32);
    image.fill(light);
    for (int y = 0; y < matrix->height(); ++y) {
        for (int x = 0; x < matrix->width(); ++x) {
            if (matrix->pixelIndex(x, y) == 1) {
                for (int i = 0; i < scale * scale; ++i) {
                    image.setPixelColor((x + 4) * scale + i % scale, (y + 4) * scale + i / scale,
                                        dark);
                }
            }
        }
    }
    return image;
}

QImage blurred(const QImage& image, int by)
{
    return image.scaled(image.size() / by, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .scaled(image.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

QByteArray file(const QImage& image, const char* format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

std::optional<QImage> decoded(QByteArray bytes)
{
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    return readBoundedImage(buffer);
}

} // namespace

class TestQr : public QObject
{
    Q_OBJECT

private slots:
    /// A safety number's code (PROTOCOL.md section 10) is no text.
    void anyBytesAreRead()
    {
        for (int first = 0; first < 256; first += 5) {
            QByteArray bytes("SoSN");
            for (int i = 0; i < 65; ++i) {
                bytes.append(static_cast<char>(first + i * 37));
            }
            const auto read = readQrBytes(drawn(bytes, 3));
            QVERIFY(read);
            QCOMPARE(*read, bytes);
        }
        QCOMPARE(readQrBytes(drawn(QByteArray(69, '\0'), 3)), QByteArray(69, '\0'));
        QCOMPARE(readQrBytes(drawn(kLink, 3)), kLink.toUtf8());
        QVERIFY(!readQrBytes(QImage(200, 200, QImage::Format_Grayscale8)));
    }

    void whatIsDrawnIsRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("one letter") << "a";
        QTest::newRow("link") << kLink;
        QTest::newRow("digits") << QString(60, u'7');
        QTest::newRow("other scripts") << QString::fromUtf8("שלום, Ωmega, 你好, 🙂");
        QTest::newRow("longest") << QString(kQrTextBytesMax, u'x');
    }
    void whatIsDrawnIsRead()
    {
        QFETCH(QString, text);
        QCOMPARE(readQr(drawn(text, 4)), std::optional(text));
    }

    void aMatrixIsOnePixelAModule()
    {
        const auto matrix = qrMatrix(QStringLiteral("a"));
        QCOMPARE(matrix->size(), QSize(21, 21));
        QCOMPARE(matrix->pixelIndex(0, 0), 1);
        QCOMPARE(matrix->pixelIndex(1, 1), 0);
        QCOMPARE(matrix->pixel(0, 0), qRgb(0, 0, 0));
        QCOMPARE(matrix->pixel(1, 1), qRgb(255, 255, 255));
    }

    void whatDoesNotFitIsRefused()
    {
        QVERIFY(!qrMatrix(QString()));
        QVERIFY(!qrMatrix(QString(kQrTextBytesMax + 1, u'x')));
        QVERIFY(!qrMatrix(QString(kQrTextBytesMax / 2 + 1, QChar(0x5d0))));
    }

    void aCodeIsReadInAnyState_data()
    {
        QTest::addColumn<QImage>("image");
        const QImage code = drawn(kLink, 5);
        for (const int degrees : {45, 90, 135, 180, 270, 10}) {
            QTest::addRow("%d degrees", degrees)
                << code.transformed(QTransform().rotate(degrees), Qt::SmoothTransformation);
        }
        QTest::newRow("blurred") << blurred(code, 2);
        QTest::newRow("grey on grey")
            << drawn(kLink, 4, QColor(0x60, 0x60, 0x60), QColor(0xa0, 0xa0, 0xa0));
        QTest::newRow("on nothing") << drawn(kLink, 4, Qt::black, Qt::transparent);
        QTest::newRow("two pixels a module") << drawn(kLink, 2);
        QImage screen(1920, 1080, QImage::Format_RGB32);
        screen.fill(QColor(0x24, 0x28, 0x2b));
        QPainter painter(&screen);
        painter.drawImage(1200, 300, code);
        painter.end();
        QTest::newRow("on a screen") << screen;
        QImage photograph;
        photograph.loadFromData(file(code, "jpg"));
        QTest::newRow("as JPEG") << photograph;
    }
    void aCodeIsReadInAnyState()
    {
        QFETCH(QImage, image);
        QCOMPARE(readQr(image), std::optional(kLink));
    }

    void whatIsNoCodeIsNone_data()
    {
        QTest::addColumn<QImage>("image");
        QTest::newRow("nothing") << QImage();
        QImage white(200, 200, QImage::Format_RGB32);
        white.fill(Qt::white);
        QTest::newRow("white") << white;
        QTest::newRow("one pixel") << white.copy(0, 0, 1, 1);
        QImage code = drawn(kLink, 4);
        QPainter painter(&code);
        painter.fillRect(0, 0, code.width() / 2, code.height(), Qt::white);
        painter.end();
        QTest::newRow("half a code") << code;
        QTest::newRow("a line") << white.copy(0, 0, 200, 1);
    }
    void whatIsNoCodeIsNone()
    {
        QFETCH(QImage, image);
        QCOMPARE(readQr(image), std::nullopt);
    }

    void anImageBeyondTheLimitIsNotSearched()
    {
        QVERIFY(!isBoundedImage({8'000, 8'000}));
        QVERIFY(!isBoundedImage({0, 5}));
        QVERIFY(!isBoundedImage({1'000'000, 33}));
        QVERIFY(isBoundedImage({1'000'000, 32}));
        // A bit a pixel, so that a test can hold what readQr() must refuse.
        QImage large(32'000, 2'000, QImage::Format_Mono);
        large.fill(0);
        QCOMPARE(readQr(large), std::nullopt);
    }

    void filesOfImagesAreDecoded_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QImage code = drawn(kLink, 4);
        for (const char* format : {"png", "jpg", "bmp"}) {
            QTest::addRow("%s", format) << file(code, format);
        }
    }
    void filesOfImagesAreDecoded()
    {
        QFETCH(QByteArray, bytes);
        const auto image = decoded(bytes);
        QVERIFY(image);
        QCOMPARE(readQr(*image), std::optional(kLink));
    }

    void aBombIsNotDecoded()
    {
        // One bit a pixel and all white: 5 KB in the file, 132 MB once it is 32 bits a pixel.
        QImage large(6'600, 5'000, QImage::Format_Mono);
        large.fill(1);
        const QByteArray bomb = file(large, "png");
        QVERIFY(bomb.size() < 20'000);
        QVERIFY(!QImage::fromData(bomb).isNull());
        QVERIFY(!decoded(bomb));
        QVERIFY(decoded(file(large.copy(0, 0, 6'400, 5'000), "png")));
    }

    void whatIsNotAnImageIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray("sotto://relay.example/");
        // Formats that can name other files, or are programs of a kind.
        QTest::newRow("svg") << QByteArray(
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
        QTest::newRow("xpm") << QByteArray(
            "/* XPM */ static char*a[]={\"1 1 1 1\",\"a c #000\",\"a\"};");
        QTest::newRow("ppm") << QByteArray("P6 1 1 255 abc");
        QTest::newRow("cut short") << file(drawn(kLink, 4), "png").left(60);
        QTest::newRow("too long a file")
            << file(drawn(kLink, 1), "png") + QByteArray(kImageFileBytesMax, '\0');
    }
    void whatIsNotAnImageIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!decoded(bytes));
    }
};

QTEST_MAIN(TestQr)
#include "tst_qr.moc"
