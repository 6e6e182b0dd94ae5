// Takes a picture of every page in every look: sotto-pictures [SCENE …]. Runs without a display:
// QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software.

#include "tests/qml/gallery/take_pictures.h"

#include <array>
#include <cstdlib>
#include <memory>

#include <QGuiApplication>
#include <QQmlAbstractUrlInterceptor>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickWindow>

namespace {

struct Look
{
    const char* name;
    bool dark;
    bool mirrored;
    double textScale;
    QSize size;
};

constexpr QSize kWide{1200, 780};
constexpr QSize kNarrow{420, 780};

constexpr std::array<Look, 8> kLooks = {{{"wide-light", false, false, 1, kWide},
                                         {"wide-dark", true, false, 1, kWide},
                                         {"narrow-light", false, false, 1, kNarrow},
                                         {"narrow-dark", true, false, 1, kNarrow},
                                         {"wide-200", false, false, 2, kWide},
                                         {"narrow-200", false, false, 2, kNarrow},
                                         {"wide-rtl", false, true, 1, kWide},
                                         {"narrow-rtl", true, true, 1, kNarrow}}};

constexpr int kLight = 1;
constexpr int kDark = 2;

/// Takes the pages from their folder instead of the program, so that one can be drawn again without
/// building anything.
class PagesFromFolder : public QQmlAbstractUrlInterceptor
{
public:
    QUrl intercept(const QUrl& url, DataType /*type*/) override
    {
        const QString built = QStringLiteral("qrc:/qt/qml/Sotto/Pages/");
        const QString name = url.toString();
        if (!name.startsWith(built) || !name.endsWith(QLatin1String(".qml")))
            return url;
        return QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_DIR "/") + name.mid(built.size()));
    }
};

void wear(QObject* theme, const Look& look)
{
    theme->setProperty("scheme", look.dark ? kDark : kLight);
    theme->setProperty("textScaleChoice", look.textScale);
    theme->setProperty("reduceMotion", true);
    QGuiApplication::setLayoutDirection(look.mirrored ? Qt::RightToLeft : Qt::LeftToRight);
}

std::unique_ptr<QObject> make(QQmlEngine& engine, const char* qml)
{
    QQmlComponent component(&engine);
    component.setData(qml, {});
    std::unique_ptr<QObject> object(component.create());
    if (!object)
        qWarning("%s", qUtf8Printable(component.errorString()));
    return object;
}

} // namespace

int main(int argc, char* argv[])
{
    // The pages were compiled for the program's own view-models; here they meet others.
    qputenv("QML_DISABLE_DISK_CACHE", "1");
    const QGuiApplication app(argc, argv);
    QStringList wanted = QGuiApplication::arguments().mid(1);
    PagesFromFolder pages;
    QQmlEngine engine;
    engine.addUrlInterceptor(&pages);
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    engine.addImportPath(QStringLiteral(SOTTO_PAGES_TEST_DIR "/stage"));
    const auto themeHolder = make(
        engine, "import QtQml\nimport Sotto.Theme\nQtObject { property QtObject theme: Theme }");
    if (!themeHolder)
        return EXIT_FAILURE;
    auto* theme = themeHolder->property("theme").value<QObject*>();
    QString only;
    if (!wanted.isEmpty() && wanted.first().startsWith(QLatin1String("--look=")))
        only = wanted.takeFirst().mid(7);
    QQmlComponent names(&engine, QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_TEST_DIR
                                                                    "/scenes/SceneNames.qml")));
    const std::unique_ptr<QObject> nameHolder(names.create());
    if (!nameHolder) {
        qWarning("%s", qUtf8Printable(names.errorString()));
        return EXIT_FAILURE;
    }
    sotto::gallery::PictureTaker taker(engine);
    bool allTaken = true;
    const QUrl source =
        QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_TEST_DIR "/scenes/Scene.qml"));
    for (const QString& scene : nameHolder->property("names").toStringList()) {
        if (!wanted.isEmpty() && !wanted.contains(scene))
            continue;
        for (const Look& look : kLooks) {
            const QString name = QString::fromLatin1(look.name);
            if (!only.isEmpty() && !only.split(QLatin1Char(',')).contains(name))
                continue;
            wear(theme, look);
            const QString file = QStringLiteral(SOTTO_PICTURES_DIR "/%1-%2.png").arg(scene, name);
            allTaken = taker.take({source, {{QStringLiteral("scene"), scene}}, look.size, file}) &&
                       allTaken;
        }
    }
    return allTaken ? EXIT_SUCCESS : EXIT_FAILURE;
}
