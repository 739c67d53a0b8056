"""What a file name promises: for each extension the kind, the media type and the signature its content must bear."""

from dataclasses import dataclass

from innovet.files.enums import FileKind

TEXT = "text"
BINARY = "binary"
STL = "stl"
NOTEBOOK = "notebook"
PLAIN = "text/plain; charset=utf-8"
OCTETS = "application/octet-stream"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class Family:
    """One extension's promise; `member` is a path that a zip container must hold."""

    kind: FileKind
    media_type: str
    signature: str
    member: str = ""


# The extensions by which the signature library may call a content of each signature.
SIGNATURES: dict[str, frozenset[str]] = {
    "pdf": frozenset({".pdf"}),
    "jpeg": frozenset({".jpg", ".jpeg", ".jfif"}),
    "png": frozenset({".png"}),
    "gif": frozenset({".gif"}),
    "webp": frozenset({".webp"}),
    "zip": frozenset({".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub"}),
    "ole": frozenset({".doc", ".xls", ".ppt"}),
    "rtf": frozenset({".rtf"}),
    "mp4": frozenset({".mp4", ".m4v", ".m4a", ".mov", ".3gp", ".f4v", ".f4a"}),
    "matroska": frozenset({".webm", ".mkv"}),
    "mp3": frozenset({".mp3", ".mp2", ".mp1"}),
    "wav": frozenset({".wav"}),
    "ogg": frozenset({".ogg", ".oga", ".ogv", ".opus"}),
    "7z": frozenset({".7z"}),
    "gzip": frozenset({".gz"}),
    "tar": frozenset({".tar"}),
}


def _families(kind: FileKind, signature: str, media_type: str, *extensions: str) -> dict[str, Family]:
    return {extension: Family(kind, media_type, signature) for extension in extensions}


FAMILIES: dict[str, Family] = {
    **_families(FileKind.PDF, "pdf", "application/pdf", "pdf"),
    "docx": Family(FileKind.DOCUMENT, f"{OPEN_XML}.wordprocessingml.document", "zip", "word/document.xml"),
    "xlsx": Family(FileKind.SPREADSHEET, f"{OPEN_XML}.spreadsheetml.sheet", "zip", "xl/workbook.xml"),
    "pptx": Family(FileKind.PRESENTATION, f"{OPEN_XML}.presentationml.presentation", "zip", "ppt/presentation.xml"),
    "odt": Family(FileKind.DOCUMENT, f"{OPEN_DOCUMENT}.text", "zip", "content.xml"),
    "ods": Family(FileKind.SPREADSHEET, f"{OPEN_DOCUMENT}.spreadsheet", "zip", "content.xml"),
    "odp": Family(FileKind.PRESENTATION, f"{OPEN_DOCUMENT}.presentation", "zip", "content.xml"),
    **_families(FileKind.DOCUMENT, "ole", "application/msword", "doc"),
    **_families(FileKind.SPREADSHEET, "ole", "application/vnd.ms-excel", "xls"),
    **_families(FileKind.PRESENTATION, "ole", "application/vnd.ms-powerpoint", "ppt", "pps"),
    **_families(FileKind.DOCUMENT, "rtf", "application/rtf", "rtf"),
    "epub": Family(FileKind.DOCUMENT, "application/epub+zip", "zip", "META-INF/container.xml"),
    **_families(FileKind.IMAGE, "jpeg", "image/jpeg", "jpg", "jpeg", "jfif"),
    **_families(FileKind.IMAGE, "png", "image/png", "png"),
    **_families(FileKind.IMAGE, "gif", "image/gif", "gif"),
    **_families(FileKind.IMAGE, "webp", "image/webp", "webp"),
    **_families(FileKind.VIDEO, "mp4", "video/mp4", "mp4", "m4v"),
    **_families(FileKind.VIDEO, "mp4", "video/quicktime", "mov"),
    **_families(FileKind.VIDEO, "matroska", "video/webm", "webm"),
    **_families(FileKind.VIDEO, "matroska", "video/x-matroska", "mkv"),
    **_families(FileKind.VIDEO, "ogg", "video/ogg", "ogv"),
    **_families(FileKind.AUDIO, "mp4", "audio/mp4", "m4a"),
    **_families(FileKind.AUDIO, "mp3", "audio/mpeg", "mp3"),
    **_families(FileKind.AUDIO, "wav", "audio/wav", "wav"),
    **_families(FileKind.AUDIO, "ogg", "audio/ogg", "ogg", "oga", "opus"),
    **_families(FileKind.TEXT, TEXT, PLAIN, "txt", "md", "tex", "bib", "log", "srt", "vtt", "rst"),
    **_families(FileKind.TEXT, TEXT, "text/csv; charset=utf-8", "csv", "tsv"),
    **_families(FileKind.TEXT, TEXT, "text/calendar; charset=utf-8", "ics"),
    **_families(FileKind.CODE, TEXT, PLAIN, "py", "c", "h", "cpp", "hpp", "ino", "java", "cs", "rs", "go", "lua", "m"),
    **_families(FileKind.CODE, TEXT, PLAIN, "json", "yaml", "yml", "toml", "ini", "cfg", "sql", "xml", "css", "ts"),
    **_families(FileKind.CODE, TEXT, PLAIN, "r", "st", "scl", "awl", "urdf", "xacro", "launch", "drawio", "sdf"),
    **_families(FileKind.CODE, "zip", "application/zip", "sb3", "fzz", "ev3", "lms", "llsp3", "mblock"),
    **_families(FileKind.NOTEBOOK, NOTEBOOK, "application/x-ipynb+json", "ipynb"),
    **_families(FileKind.MODEL3D, STL, "model/stl", "stl"),
    "3mf": Family(FileKind.MODEL3D, "model/3mf", "zip", "3D/3dmodel.model"),
    **_families(FileKind.MODEL3D, TEXT, "text/x.gcode; charset=utf-8", "gcode", "nc", "ngc"),
    **_families(FileKind.MODEL3D, TEXT, "model/step", "step", "stp"),
    **_families(FileKind.MODEL3D, TEXT, PLAIN, "obj", "mtl", "scad", "dxf", "iges", "igs", "gltf"),
    **_families(FileKind.MODEL3D, "zip", "application/zip", "fcstd", "f3z"),
    **_families(FileKind.MODEL3D, BINARY, OCTETS, "glb", "blend", "sldprt", "sldasm", "ipt", "iam", "f3d", "dwg"),
    **_families(FileKind.FIRMWARE, TEXT, PLAIN, "hex"),
    **_families(FileKind.FIRMWARE, BINARY, OCTETS, "bin", "uf2"),
    **_families(FileKind.ARCHIVE, "zip", "application/zip", "zip", "h5p", "ggb"),
    **_families(FileKind.ARCHIVE, "7z", "application/x-7z-compressed", "7z"),
    **_families(FileKind.ARCHIVE, "gzip", "application/gzip", "gz", "tgz"),
    **_families(FileKind.ARCHIVE, "tar", "application/x-tar", "tar"),
}


def extensions_of(kinds: frozenset[FileKind]) -> list[str]:
    """The extensions that may hold one of the kinds, in the order of the table."""
    return [extension for extension, family in FAMILIES.items() if family.kind in kinds]
