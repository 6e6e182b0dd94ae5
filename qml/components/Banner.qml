import QtQuick
import QtQuick.Layouts
import Sotto.Theme

// A notice on a tint: what happened, what it means, what to do.
//
//   kind        Banner.Warn, Danger, Good
//   text        the sentence (required)
//   title       a first line that stands out
//   iconName    by default the one that suits the kind
//   actionText  a button at the end; triggered() comes when it is clicked
//   actionKind  kind of that button
//   actions     more than one button: Button items, laid out below the text
//   large       body text and a larger frame: stands above the composer
//   alarm       read aloud at once instead of politely
Rectangle {
    id: banner

    enum Kind {
        Warn,
        Danger,
        Good
    }

    required property string text
    property int kind: Banner.Warn
    property string title
    property string iconName: banner.kind === Banner.Warn ? "alert" : banner.kind === Banner.Danger ? "shield-alert" : "shield-verified"
    property string actionText
    property int actionKind: banner.kind === Banner.Danger ? Button.QuietDanger : Button.Secondary
    property bool large: false
    property bool alarm: banner.kind === Banner.Danger
    default property alias actions: actionRow.data

    readonly property color ink: banner.kind === Banner.Warn ? Theme.color.warn : banner.kind === Banner.Danger ? Theme.color.dangerText : Theme.color.good

    readonly property bool hasAction: banner.actionText.length > 0
    // Where little width would be left to the text, the button stands below it.
    readonly property bool stacked: banner.width - beside.implicitWidth < Theme.size.bannerText

    signal triggered

    implicitWidth: Theme.size.formColumn
    implicitHeight: layout.implicitHeight + 2 * layout.anchors.topMargin
    radius: banner.large ? Theme.radius.card : Theme.radius.banner
    color: banner.kind === Banner.Warn ? Theme.color.warnTint : banner.kind === Banner.Danger ? Theme.color.dangerTint : Theme.color.goodTint
    border.width: Theme.size.edge
    border.color: Theme.color.tintEdge

    Accessible.role: banner.alarm ? Accessible.AlertMessage : Accessible.Notification
    Accessible.name: banner.title.length > 0 ? qsTr("%1 %2").arg(banner.title).arg(banner.text) : banner.text

    RowLayout {
        id: layout

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.topMargin: banner.large ? Theme.space.l : Theme.radius.inset
        anchors.leftMargin: banner.large ? Theme.space.xl : Theme.space.m
        anchors.rightMargin: banner.large ? Theme.space.xl : Theme.space.m
        spacing: Theme.space.m

        Icon {
            Layout.alignment: Qt.AlignTop
            name: banner.iconName
            size: banner.large ? Theme.size.icon : Theme.size.iconBanner
            color: banner.ink
        }

        ColumnLayout {
            spacing: 0

            Label {
                Layout.fillWidth: true
                visible: banner.title.length > 0
                text: banner.title
                type: banner.large ? Theme.type.heading : Theme.type.labelStrong
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
            Label {
                Layout.fillWidth: true
                Layout.topMargin: banner.large && banner.title.length > 0 ? Theme.space.xs : 0
                text: banner.text
                type: banner.large ? Theme.type.body : Theme.type.notice
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
            Button {
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                Layout.topMargin: Theme.space.s
                // A quiet button's words stand below the others.
                Layout.leftMargin: filled || kind === Button.Secondary ? 0 : -leftPadding
                visible: banner.hasAction && banner.stacked
                text: banner.actionText
                kind: banner.actionKind
                onClicked: banner.triggered()
            }
            Flow {
                id: actionRow

                Layout.fillWidth: true
                Layout.topMargin: Theme.space.m
                visible: children.length > 0
                spacing: Theme.space.s
            }
        }

        Button {
            id: beside

            visible: banner.hasAction && !banner.stacked
            text: banner.actionText
            kind: banner.actionKind
            onClicked: banner.triggered()
        }
    }
}
