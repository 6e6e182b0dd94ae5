import QtQml
import QtQuick.Dialogs

// What FilePicker shows; opens at once.
FileDialog {
    id: dialog

    property bool pictures: false
    property bool saves: false
    property string suffix

    signal chosen(url file)

    fileMode: dialog.saves ? FileDialog.SaveFile : FileDialog.OpenFile
    defaultSuffix: dialog.suffix
    nameFilters: dialog.pictures ? [qsTr("Pictures (*.png *.jpg *.jpeg)")] : dialog.suffix.length > 0 ? ["*." + dialog.suffix] : [qsTr("All files (*)")]
    onAccepted: dialog.chosen(dialog.selectedFile)
    Component.onCompleted: dialog.open()
}
