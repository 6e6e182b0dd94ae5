import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// Something happened to the account that only the person can judge. Lies over everything until it
// is answered, here or on another device; no key answers it by accident.
//
//   watch     the view-model (required)
//   offline   the relay is out of reach: an answer may take long
Dialog {
    id: dialog

    required property Alarm watch
    property bool offline: false

    readonly property bool asks: dialog.watch.phase === Alarm.Phase.Question
    readonly property bool waits: dialog.watch.phase === Alarm.Phase.ShuttingOut
    readonly property bool lacksWords: dialog.watch.phase === Alarm.Phase.WithoutWords

    alarm: true
    hasContent: dialog.asks || dialog.waits
    hasButtons: !dialog.asks && (!dialog.waits || dialog.offline)
    danger: dialog.watch.phase !== Alarm.Phase.Done
    iconName: dialog.danger ? "shield-alert" : "shield-verified"
    heading: dialog.watch.title
    lead: dialog.watch.text

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: what.implicitHeight + 2 * Theme.space.l
        visible: dialog.asks
        radius: Theme.radius.banner
        color: Theme.color.sidebar
        border.width: Theme.size.edge
        border.color: Theme.color.tintEdge

        ScrollToFocus {
            flickable: dialog.scroller
            margin: Theme.space.xl
        }
        Icon {
            id: sign

            anchors.left: parent.left
            anchors.leftMargin: Theme.space.l
            anchors.verticalCenter: parent.verticalCenter
            name: dialog.watch.deviceName.length > 0 ? "device" : "key"
        }
        Column {
            id: what

            anchors.left: sign.right
            anchors.leftMargin: Theme.space.l
            anchors.right: parent.right
            anchors.rightMargin: Theme.space.l
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.space.xxs

            Label {
                width: parent.width
                visible: dialog.watch.deviceName.length > 0
                text: qsTr("“%1”").arg(dialog.watch.deviceName)
                type: Theme.type.bodyStrong
                wrapMode: Text.Wrap
            }
            Label {
                width: parent.width
                text: dialog.watch.detail
                type: Theme.type.preview
                color: Theme.color.text2
                wrapMode: Text.Wrap
            }
        }
    }
    Banner {
        Layout.fillWidth: true
        visible: dialog.asks && dialog.watch.error.length > 0
        kind: Banner.Danger
        iconName: "alert"
        text: dialog.watch.error
    }
    GridLayout {
        Layout.fillWidth: true
        visible: dialog.asks
        columns: dialog.narrow || dialog.width < Theme.size.alarmDialog * Theme.textScale * 0.9 ? 1 : 2
        columnSpacing: Theme.space.l
        rowSpacing: Theme.space.l

        AlarmAnswer {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 1
            iconName: "check"
            title: dialog.watch.keepTitle
            text: dialog.watch.keepText
            buttonText: dialog.watch.keepButton
            busy: dialog.watch.busy
            onClicked: dialog.watch.wasMe()
        }
        AlarmAnswer {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 1
            iconName: dialog.watch.kind === Alarm.Kind.DeviceAdded ? "trash" : dialog.watch.kind === Alarm.Kind.WordsUsed ? "key" : "block"
            harmful: true
            title: dialog.watch.removeTitle
            text: dialog.watch.removeText
            buttonText: dialog.watch.removeButton
            busy: dialog.watch.busy
            onClicked: dialog.watch.wasNotMe()
        }
    }
    RowLayout {
        visible: dialog.asks
        spacing: Theme.space.s

        Icon {
            Layout.alignment: Qt.AlignTop
            name: "info"
            size: Theme.size.iconSmall
        }
        Label {
            Layout.fillWidth: true
            text: dialog.watch.doubtText
            type: Theme.type.caption
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
    }
    BusyDots {
        Layout.alignment: Qt.AlignHCenter
        visible: dialog.waits && !dialog.offline
        color: Theme.color.accent
    }
    Banner {
        Layout.fillWidth: true
        visible: dialog.waits && dialog.offline
        iconName: "offline"
        title: qsTr("The relay cannot be reached.")
        text: qsTr("Your answer is kept, and Sotto goes on with it as soon as the relay is there. You can close this meanwhile.")
    }

    buttons: [
        Button {
            visible: dialog.lacksWords && dialog.watch.canReplace
            text: qsTr("Later")
            onClicked: dialog.watch.close()
        },
        Button {
            visible: dialog.lacksWords && dialog.watch.canReplace
            kind: Button.Primary
            text: qsTr("I found my words")
            onClicked: dialog.watch.withWords()
        },
        Button {
            visible: dialog.waits || dialog.watch.phase === Alarm.Phase.Done || (dialog.lacksWords && !dialog.watch.canReplace)
            kind: dialog.waits ? Button.Secondary : Button.Primary
            text: qsTr("Close")
            onClicked: dialog.watch.close()
        }
    ]
}
