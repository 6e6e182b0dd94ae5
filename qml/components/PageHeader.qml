import QtQuick
import QtQuick.Layouts
import Sotto.Theme

// The bar above a page or a conversation.
//
//   title          (required); remote text
//   caption        a line below it: typing, timer, number of people
//   captionInk     its colour: danger while sending is paused
//   back           a button at the start; backRequested() comes
//   avatar         an item before the title: an Avatar of size Theme.size.avatarHeader
//   verified, alarm   a shield after the title
//   clickable      title and avatar open something; opened() comes
//   actions        IconButton items at the end (the default property)
//   line           a hairline below
FocusScope {
    id: header

    required property string title
    property string caption
    property color captionInk: Theme.color.text2
    property bool back: false
    property bool verified: false
    property bool alarm: false
    property bool clickable: false
    property bool line: true
    property int sidePadding: Theme.space.xl
    property alias avatar: avatarSlot.data
    default property alias actions: actionRow.data

    signal backRequested
    signal opened

    implicitWidth: Theme.size.details
    implicitHeight: Math.max(Theme.size.headerHeight, row.implicitHeight + 2 * Theme.space.s)

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: header.back ? Theme.space.s : header.sidePadding
        anchors.rightMargin: Theme.space.m
        spacing: Theme.space.xs

        IconButton {
            visible: header.back
            iconName: "back"
            name: qsTr("Back")
            onClicked: header.backRequested()
        }

        ListRow {
            id: who

            Layout.fillWidth: true
            Layout.leftMargin: -leftPadding
            name: header.caption.length > 0 ? qsTr("%1, %2").arg(header.title).arg(header.caption) : header.title
            leftPadding: Theme.space.xs
            rightPadding: Theme.space.xs
            topPadding: 0
            bottomPadding: 0
            implicitHeight: implicitContentHeight
            hoverEnabled: false
            enabled: header.clickable
            focusPolicy: header.clickable ? Qt.StrongFocus : Qt.NoFocus
            onClicked: header.opened()
            Accessible.role: header.clickable ? Accessible.Button : Accessible.Heading

            contentItem: RowLayout {
                spacing: Theme.space.m

                Row {
                    id: avatarSlot

                    visible: children.length > 0
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 0

                    RowLayout {
                        spacing: Theme.space.xs

                        Label {
                            Layout.maximumWidth: Math.ceil(implicitWidth) + Theme.size.edge
                            Layout.fillWidth: true
                            text: header.title
                            type: Theme.type.heading
                            elide: Text.ElideRight
                            Accessible.ignored: true
                        }
                        Icon {
                            visible: header.verified || header.alarm
                            name: header.alarm ? "shield-alert" : "shield-verified"
                            size: Theme.size.iconSmall
                            color: header.alarm ? Theme.color.dangerText : Theme.color.good
                        }
                        Item {
                            Layout.fillWidth: true
                        }
                    }
                    Label {
                        Layout.fillWidth: true
                        visible: header.caption.length > 0
                        text: header.caption
                        type: Theme.type.caption
                        color: header.captionInk
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }
                }
            }
        }

        Row {
            id: actionRow

            visible: children.length > 0
            spacing: Theme.space.xs
        }
    }

    Hairline {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        visible: header.line
    }
}
