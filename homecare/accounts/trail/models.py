"""Where each chain of the audit trail ends, and what keeps a hand from changing its lines."""

from typing import Any
from uuid import UUID

from sqlalchemy import DDL, LargeBinary, event
from sqlalchemy.orm import Mapped, mapped_column

from homecare.accounts.models import AuditLine
from homecare.database import Base


class AuditChain(Base):
    """The end of a practice's chain (its id; zeros for what is nobody's): a writer holds it.

    The database moves it itself, with the line that is added.
    """

    __tablename__ = "audit_chain"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    length: Mapped[int]
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))


ONLY_ADDED = "the audit trail is only added to"
# A line that was read back before its transaction ended is sealed by an UPDATE, once.
# Where no chain is kept at all, an empty place is being filled.
ON_SQLITE = (
    """CREATE TRIGGER audit_line_kept BEFORE UPDATE ON audit_line
    WHEN old.seal IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END""",
    """CREATE TRIGGER audit_line_stays BEFORE DELETE ON audit_line
    WHEN old.seal IS NOT NULL AND EXISTS (SELECT 1 FROM audit_chain)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END""",
    """CREATE TRIGGER audit_line_added AFTER INSERT ON audit_line
    WHEN new.seal IS NOT NULL
    BEGIN UPDATE audit_chain SET length = new.seq, seal = new.seal
    WHERE id = coalesce(new.practice_id, '00000000000000000000000000000000')
    AND length = new.seq - 1; END""",
    """CREATE TRIGGER audit_line_sealed AFTER UPDATE ON audit_line
    WHEN new.seal IS NOT NULL
    BEGIN UPDATE audit_chain SET length = new.seq, seal = new.seal
    WHERE id = coalesce(new.practice_id, '00000000000000000000000000000000')
    AND length = new.seq - 1; END""",
)
ON_POSTGRESQL = (
    """CREATE FUNCTION audit_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND OLD.seal IS NULL THEN RETURN NEW; END IF;
      IF TG_OP = 'DELETE' AND OLD.seal IS NULL THEN RETURN OLD; END IF;
      IF TG_OP <> 'UPDATE' AND NOT EXISTS (SELECT 1 FROM audit_chain) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NULL;
      END IF;
      RAISE EXCEPTION 'the audit trail is only added to';
    END $$""",
    """CREATE FUNCTION audit_line_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.seal IS NOT NULL THEN
        UPDATE audit_chain SET length = NEW.seq, seal = NEW.seal
        WHERE id = coalesce(NEW.practice_id, '00000000000000000000000000000000'::uuid)
        AND length = NEW.seq - 1;
      END IF;
      RETURN NULL;
    END $$""",
    """CREATE TRIGGER audit_line_kept BEFORE UPDATE OR DELETE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_line_keep()""",
    """CREATE TRIGGER audit_line_stays BEFORE TRUNCATE ON audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_line_keep()""",
    """CREATE TRIGGER audit_line_moved AFTER INSERT OR UPDATE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_line_move()""",
)

for _dialect, _statements in (("sqlite", ON_SQLITE), ("postgresql", ON_POSTGRESQL)):
    for _statement in _statements:
        made: Any = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(AuditLine.__table__, "after_create", made.execute_if(dialect=_dialect))
