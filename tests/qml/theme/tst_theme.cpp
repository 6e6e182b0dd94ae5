// The theme against the design's own table of numbers, resources/theme/tokens.json, and the
// contrast of every pair of colours that the table names, recomputed.

#include <cmath>
#include <memory>

#include <QColor>
#include <QFile>
#include <QFont>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaProperty>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QTest>

namespace {

constexpr int kLight = 1;
constexpr int kDark = 2;

// A colour's relative luminance as WCAG 2.1 defines it.
double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

// In QML a property may not begin with "on" and a capital.
QByteArray propertyOf(const QString& token)
{
    return (token.startsWith(QLatin1String("on"))
                ? QStringLiteral("ink") + token.at(0).toUpper() + token.mid(1)
                : token)
        .toLatin1();
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void coloursAreTheDesigns();
    void scrimIsTheDesigns();
    void avatarsAreTheDesigns();
    void numbersAreTheDesigns_data();
    void numbersAreTheDesigns();
    void typeIsTheDesigns();
    void motionIsTheDesigns();
    void contrastHolds_data();
    void contrastHolds();
    void avatarsCanBeRead();
    void highContrastTakesTintsAway();
    void textScaleMakesLettersLarger();
    void textScaleStaysWithinBounds();
    void tallScriptsAreLarger();
    void lessMotionIsNone();
    void schemeCanBeChosen();

private:
    [[nodiscard]] QObject* part(const char* name) const
    {
        return m_theme->property(name).value<QObject*>();
    }
    [[nodiscard]] QColor color(const QString& token) const
    {
        return part("color")->property(propertyOf(token).constData()).value<QColor>();
    }
    [[nodiscard]] QColor avatar(const char* what, int index) const
    {
        QColor result;
        QMetaObject::invokeMethod(part("avatar"), what, Q_RETURN_ARG(QColor, result),
                                  Q_ARG(int, index));
        return result;
    }

    QJsonObject m_tokens;
    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_holder;
    QObject* m_theme = nullptr;
};

void TestTheme::initTestCase()
{
    QFile file(QStringLiteral(SOTTO_SOURCE_DIR "/resources/theme/tokens.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_tokens = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(!m_tokens.isEmpty());
    m_engine.addImportPath(QStringLiteral(":/qt/qml"));
    QQmlComponent access(&m_engine);
    access.setData("import QtQml\nimport Sotto.Theme\nQtObject { property QtObject theme: Theme }",
                   {});
    m_holder.reset(access.create());
    QVERIFY2(m_holder, qUtf8Printable(access.errorString()));
    m_theme = m_holder->property("theme").value<QObject*>();
    QVERIFY(m_theme);
}

void TestTheme::init()
{
    m_theme->setProperty("scheme", kLight);
    m_theme->setProperty("textScaleChoice", 1);
    m_theme->setProperty("highContrast", false);
    m_theme->setProperty("reduceMotion", false);
    m_theme->setProperty("tallScript", false);
}

void TestTheme::coloursAreTheDesigns()
{
    const QJsonObject colors = m_tokens[QStringLiteral("color")].toObject();
    QVERIFY(colors.size() > 30);
    for (auto it = colors.begin(); it != colors.end(); ++it) {
        for (const int scheme : {kLight, kDark}) {
            m_theme->setProperty("scheme", scheme);
            const QString wanted =
                it->toObject()[scheme == kLight ? QStringLiteral("light") : QStringLiteral("dark")]
                    .toString();
            QVERIFY2(color(it.key()) == QColor(wanted), qUtf8Printable(it.key()));
        }
    }
}

void TestTheme::scrimIsTheDesigns()
{
    const QJsonObject scrim = m_tokens[QStringLiteral("scrim")].toObject();
    for (const int scheme : {kLight, kDark}) {
        m_theme->setProperty("scheme", scheme);
        const QString name = scheme == kLight ? QStringLiteral("light") : QStringLiteral("dark");
        QCOMPARE(color(QStringLiteral("scrim")).rgb(), QColor(scrim[name].toString()).rgb());
        QVERIFY(std::abs(color(QStringLiteral("scrim")).alphaF() -
                         scrim[name + QStringLiteral("Opacity")].toDouble()) < 0.01);
    }
}

void TestTheme::avatarsAreTheDesigns()
{
    const QJsonArray avatars = m_tokens[QStringLiteral("avatar")].toArray();
    QCOMPARE(avatars.size(), 8);
    for (const int scheme : {kLight, kDark}) {
        m_theme->setProperty("scheme", scheme);
        for (int i = 0; i < avatars.size(); ++i) {
            const QJsonObject wanted =
                avatars[i]
                    .toObject()[scheme == kLight ? QStringLiteral("light") : QStringLiteral("dark")]
                    .toObject();
            QCOMPARE(avatar("background", i),
                     QColor(wanted[QStringLiteral("background")].toString()));
            QCOMPARE(avatar("text", i), QColor(wanted[QStringLiteral("text")].toString()));
            QCOMPARE(avatar("background", i + 8), avatar("background", i));
        }
    }
}

void TestTheme::numbersAreTheDesigns_data()
{
    QTest::addColumn<QByteArray>("group");
    for (const char* group : {"space", "radius", "size"}) {
        QTest::newRow(group) << QByteArray(group);
    }
}

void TestTheme::numbersAreTheDesigns()
{
    QFETCH(QByteArray, group);
    const QJsonObject numbers = m_tokens[QString::fromLatin1(group)].toObject();
    QVERIFY(!numbers.isEmpty());
    for (auto it = numbers.begin(); it != numbers.end(); ++it) {
        const QVariant value = part(group.constData())->property(it.key().toLatin1().constData());
        QVERIFY2(value.isValid() && value.toDouble() == it->toDouble(), qUtf8Printable(it.key()));
    }
}

void TestTheme::typeIsTheDesigns()
{
    const QJsonObject types = m_tokens[QStringLiteral("type")].toObject();
    QVERIFY(!types.isEmpty());
    for (auto it = types.begin(); it != types.end(); ++it) {
        const QJsonObject wanted = it->toObject();
        const QObject* style =
            part("type")->property(it.key().toLatin1().constData()).value<QObject*>();
        QVERIFY2(style, qUtf8Printable(it.key()));
        const QFont font = style->property("font").value<QFont>();
        QCOMPARE(font.pixelSize(), wanted[QStringLiteral("size")].toInt());
        QCOMPARE(static_cast<int>(font.weight()), wanted[QStringLiteral("weight")].toInt());
        // A font keeps its spacing in 64ths of a pixel.
        QVERIFY(std::abs(font.letterSpacing() -
                         wanted[QStringLiteral("letterSpacing")].toDouble()) < 0.02);
        QCOMPARE(style->property("lineHeight").toInt(),
                 wanted[QStringLiteral("lineHeight")].toInt());
        const bool mono =
            it.key() == QLatin1String("code") || it.key() == QLatin1String("safetyNumber");
        const QJsonObject families = m_tokens[QStringLiteral("font")].toObject();
        QCOMPARE(font.families().constFirst(),
                 families[mono ? QStringLiteral("mono") : QStringLiteral("family")][0].toString());
        QCOMPARE(font.families().constLast(), families[QStringLiteral("emoji")][0].toString());
    }
}

void TestTheme::motionIsTheDesigns()
{
    const QJsonObject motion = m_tokens[QStringLiteral("motion")].toObject();
    for (const char* name : {"fast", "normal", "slow", "typing", "highlight"}) {
        QCOMPARE(part("motion")->property(name).toInt(), motion[QLatin1String(name)].toInt());
    }
    const QJsonObject breakpoint = m_tokens[QStringLiteral("breakpoint")].toObject();
    QCOMPARE(m_theme->property("narrowBelow").toInt(),
             breakpoint[QStringLiteral("narrow")].toInt());
    QCOMPARE(m_theme->property("detailsInlineFrom").toInt(),
             breakpoint[QStringLiteral("detailsInline")].toInt());
}

void TestTheme::contrastHolds_data()
{
    QTest::addColumn<QJsonObject>("pair");
    const QJsonArray pairs = m_tokens[QStringLiteral("contrast")].toArray();
    for (const QJsonValue& pair : pairs) {
        const QJsonObject object = pair.toObject();
        QTest::addRow("%s on %s", qUtf8Printable(object[QStringLiteral("text")].toString()),
                      qUtf8Printable(object[QStringLiteral("on")].toString()))
            << object;
    }
}

void TestTheme::contrastHolds()
{
    QFETCH(QJsonObject, pair);
    for (const int scheme : {kLight, kDark}) {
        for (const bool highContrast : {false, true}) {
            m_theme->setProperty("scheme", scheme);
            m_theme->setProperty("highContrast", highContrast);
            const double measured = contrast(color(pair[QStringLiteral("text")].toString()),
                                             color(pair[QStringLiteral("on")].toString()));
            QVERIFY2(measured >= pair[QStringLiteral("minimum")].toDouble(),
                     qPrintable(QString::number(measured)));
            if (!highContrast) {
                const double said =
                    pair[scheme == kLight ? QStringLiteral("light") : QStringLiteral("dark")]
                        .toDouble();
                QVERIFY2(std::abs(measured - said) < 0.06, qPrintable(QString::number(measured)));
            }
        }
    }
}

void TestTheme::avatarsCanBeRead()
{
    for (const int scheme : {kLight, kDark}) {
        m_theme->setProperty("scheme", scheme);
        for (int i = 0; i < 8; ++i) {
            QVERIFY(contrast(avatar("text", i), avatar("background", i)) >= 5.9);
            // The same colour names the author of a message.
            QVERIFY(contrast(avatar("text", i), color(QStringLiteral("theirs"))) >= 4.5);
        }
    }
}

void TestTheme::highContrastTakesTintsAway()
{
    for (const int scheme : {kLight, kDark}) {
        m_theme->setProperty("scheme", scheme);
        m_theme->setProperty("highContrast", false);
        QCOMPARE(color(QStringLiteral("tintEdge")).alpha(), 0);
        m_theme->setProperty("highContrast", true);
        const QColor control = color(QStringLiteral("control"));
        for (const char* edge : {"line", "lineStrong", "tintEdge"}) {
            QCOMPARE(color(QLatin1String(edge)), control);
        }
        for (const char* tint : {"accentTint", "goodTint", "warnTint", "dangerTint"}) {
            QCOMPARE(color(QLatin1String(tint)), color(QStringLiteral("window")));
        }
        QCOMPARE(color(QStringLiteral("text2")), color(QStringLiteral("text")));
    }
}

void TestTheme::textScaleMakesLettersLarger()
{
    const QObject* body = part("type")->property("body").value<QObject*>();
    const int row = part("size")->property("row").toInt();
    m_theme->setProperty("textScaleChoice", 2);
    QCOMPARE(body->property("font").value<QFont>().pixelSize(), 28);
    QCOMPARE(body->property("lineHeight").toInt(), 40);
    QVERIFY(part("size")->property("row").toInt() >= row + 2 * 20);
}

void TestTheme::textScaleStaysWithinBounds()
{
    m_theme->setProperty("textScaleChoice", 5);
    QCOMPARE(m_theme->property("textScale").toDouble(), 2.0);
    m_theme->setProperty("textScaleChoice", 0.2);
    QCOMPARE(m_theme->property("textScale").toDouble(), 1.0);
}

void TestTheme::tallScriptsAreLarger()
{
    m_theme->setProperty("tallScript", true);
    const auto style = [this](const char* name) {
        return part("type")->property(name).value<QObject*>();
    };
    QCOMPARE(style("body")->property("font").value<QFont>().pixelSize(), 15);
    QCOMPARE(style("body")->property("lineHeight").toInt(), 24);
    QCOMPARE(style("meta")->property("font").value<QFont>().pixelSize(), 12);
    QCOMPARE(style("meta")->property("lineHeight").toInt(), 16);
    QCOMPARE(style("title")->property("font").value<QFont>().letterSpacing(), 0.0);
    const QMetaObject* meta = part("type")->metaObject();
    for (int i = meta->propertyOffset(); i < meta->propertyCount(); ++i) {
        const auto* object = meta->property(i).read(part("type")).value<QObject*>();
        if (object != nullptr) {
            const int weight = object->property("font").value<QFont>().weight();
            QVERIFY2(weight == 400 || weight == 600, meta->property(i).name());
        }
    }
}

void TestTheme::lessMotionIsNone()
{
    m_theme->setProperty("reduceMotion", true);
    for (const char* name : {"fast", "normal", "slow", "distance"}) {
        QCOMPARE(part("motion")->property(name).toInt(), 0);
    }
    QCOMPARE(part("motion")->property("moves").toBool(), false);
}

void TestTheme::schemeCanBeChosen()
{
    QCOMPARE(m_theme->property("dark").toBool(), false);
    m_theme->setProperty("scheme", kDark);
    QCOMPARE(m_theme->property("dark").toBool(), true);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
