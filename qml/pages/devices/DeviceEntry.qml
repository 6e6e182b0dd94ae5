import QtQuick
import QtQuick.Layouts
import Sotto.Components
import Sotto.Theme

// One device of the own account, and what can be done with it. Where little width would be left to
// its name, the buttons stand below it.
//
//   name, detail, standingText             what it is (required)
//   canRename, canRemove, canApprove       (required)
Item {
    id: entry

    required property string name
    required property string detail
    required property string standingText
    required property bool canRename
    required property bool canRemove
    required property bool canApprove

    readonly property real roomBeside: entry.width - tile.width - buttons.implicitWidth - 2 * layout.columnSpacing - 2 * Theme.space.m
    readonly property bool stacked: buttons.implicitWidth > 0 && entry.roomBeside < Theme.size.bannerText

    signal renameRequested
    signal removeRequested
    signal approveRequested

    implicitHeight: Math.max(Theme.size.deviceRow, layout.implicitHeight + 2 * Theme.space.m)

    Accessible.role: Accessible.ListItem
    Accessible.name: entry.name
    Accessible.description: Array.of(entry.standingText, entry.detail).filter(part => part.length > 0).join(qsTr(", "))

    GridLayout {
        id: layout

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.space.m
        anchors.verticalCenter: parent.verticalCenter
        columns: entry.stacked ? 2 : 3
        columnSpacing: Theme.space.m
        rowSpacing: Theme.space.xs

        IconTile {
            id: tile

            Layout.alignment: entry.stacked ? Qt.AlignTop : Qt.AlignVCenter
            iconName: "device"
        }
        Column {
            Layout.fillWidth: true

            Flow {
                width: parent.width
                spacing: Theme.space.s

                Label {
                    width: Math.min(Math.ceil(implicitWidth), parent.width)
                    text: entry.name
                    type: Theme.type.bodyStrong
                    wrapMode: Text.Wrap
                    maximumLineCount: 3
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
                Tag {
                    visible: entry.standingText.length > 0
                    text: entry.standingText
                }
            }
            Label {
                width: parent.width
                text: entry.detail
                type: Theme.type.preview
                color: Theme.color.text2
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
        }
        Row {
            id: buttons

            Layout.column: entry.stacked ? 1 : 2
            Layout.row: entry.stacked ? 1 : 0
            // The first word stands below the others.
            Layout.leftMargin: !entry.stacked || entry.canApprove ? 0 : entry.canRename ? -Theme.space.s : -Theme.space.l
            visible: entry.canApprove || entry.canRename || entry.canRemove
            spacing: Theme.space.s

            Button {
                visible: entry.canApprove
                text: qsTr("Approve")
                Accessible.description: entry.name
                onClicked: entry.approveRequested()
            }
            IconButton {
                visible: entry.canRename
                iconName: "edit"
                name: qsTr("Rename %1").arg(entry.name)
                onClicked: entry.renameRequested()
            }
            Button {
                visible: entry.canRemove
                kind: Button.QuietDanger
                text: qsTr("Remove")
                Accessible.description: entry.name
                onClicked: entry.removeRequested()
            }
        }
    }
}
