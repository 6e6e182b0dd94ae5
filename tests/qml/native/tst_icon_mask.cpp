#include "qml/native/icon_mask.h"

#include <QDir>
#include <QTest>

using sotto::native::iconMask;
using sotto::native::tinted;

namespace {

int inkedPixels(const QImage& image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += qAlpha(image.pixel(x, y)) > 0 ? 1 : 0;
        }
    }
    return count;
}

} // namespace

class TestIconMask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyDrawingIsThere_data();
    void everyDrawingIsThere();
    void unknownNameGivesNothing();
    void isDrawnForItsPixels();
    void widerLinesCoverMore();
    void takesTheColour();
    void flips();
};

void TestIconMask::everyDrawingIsThere_data()
{
    QTest::addColumn<QString>("name");
    const QStringList files = QDir(QStringLiteral(SOTTO_SOURCE_DIR "/resources/icons"))
                                  .entryList({QStringLiteral("*.svg")});
    QVERIFY(files.size() > 40);
    for (const QString& file : files) {
        QTest::newRow(qPrintable(file)) << file.chopped(4);
    }
}

void TestIconMask::everyDrawingIsThere()
{
    QFETCH(QString, name);
    const QImage mask = iconMask(name, 20, 1.5);
    QCOMPARE(mask.size(), QSize(20, 20));
    QVERIFY(inkedPixels(mask) > 5);
}

void TestIconMask::unknownNameGivesNothing()
{
    QTest::ignoreMessage(QtWarningMsg, "There is no icon named nosuch");
    QVERIFY(iconMask(QStringLiteral("nosuch"), 20, 1.5).isNull());
}

void TestIconMask::isDrawnForItsPixels()
{
    const QImage mask = iconMask(QStringLiteral("send"), 40, 1.5);
    QCOMPARE(mask.size(), QSize(40, 40));
    QVERIFY(mask != iconMask(QStringLiteral("send"), 20, 1.5).scaled(40, 40));
}

void TestIconMask::widerLinesCoverMore()
{
    QVERIFY(inkedPixels(iconMask(QStringLiteral("check"), 14, 2)) >
            inkedPixels(iconMask(QStringLiteral("check"), 14, 1)));
}

void TestIconMask::takesTheColour()
{
    const QImage mask = iconMask(QStringLiteral("play"), 20, 1.5);
    const QImage red = tinted(mask, Qt::red, false);
    QCOMPARE(red.pixelColor(9, 10), QColor(Qt::red));
    QCOMPARE(inkedPixels(red), inkedPixels(mask));
    QCOMPARE(inkedPixels(tinted(mask, Qt::blue, false)), inkedPixels(mask));
}

void TestIconMask::flips()
{
    const QImage mask = iconMask(QStringLiteral("back"), 20, 1.5);
    QCOMPARE(tinted(mask, Qt::black, true), tinted(mask, Qt::black, false).mirrored(true, false));
    QVERIFY(tinted(mask, Qt::black, true) != tinted(mask, Qt::black, false));
}

QTEST_MAIN(TestIconMask)
#include "tst_icon_mask.moc"
