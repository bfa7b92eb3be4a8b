import type { CvSection } from './section-names.ts';

/**
 * Usual headings of CVs in German, French, Spanish, Italian, Polish and Dutch, in lower case and from their
 * beginning, most specific first.
 */
export const europeanNames: [CvSection, RegExp][] = [
  ['volunteer', /^(?:ehrenamt|bénévolat|voluntariado|volontariato|wolontariat|vrijwilligerswerk)/u],
  [
    'work',
    /^(?:beruf(?:serfahrung|spraxis|liche[rn]? (?:werdegang|erfahrung|stationen|laufbahn)|licher)|arbeitserfahrung|werdegang|praktika|expériences?(?: professionnelles?)?$|parcours(?: professionnel)?$|experiencia|trayectoria|vida laboral|esperienz[ae]|percorso professionale|doświadczenie|przebieg (?:pracy|kariery)|historia zatrudnienia|praktyki|werkervaring|loopbaan|arbeidsverleden)/u,
  ],
  [
    'languages',
    /^(?:fremd)?sprach(?:en|kenntnisse)|^(?:langues?|idiomas|lingue|języki|znajomość języków|talen|talenkennis)(?!\p{L})/u,
  ],
  [
    'certificates',
    /^(?:zertifi(?:kate|zierungen)|führerschein|certifica(?:dos|ciones|zioni|ten)|permis|certyfikaty|uprawnienia|rijbewijs)/u,
  ],
  [
    'education',
    /^(?:ausbildung|(?:schul|aus|weiter)?bildung|bildungsweg|studium|akademischer werdegang|formations?(?:\s|$)|études|diplômes|formación|educación|estudios|istruzione|formazione|wykształcenie|edukacja|szkolenia|kursy|opleiding|onderwijs|cursussen)/u,
  ],
  [
    'skills',
    /^(?:(?:\p{L}+-?)?kenntnisse|fähigkeiten|kompetenzen|compétences|habilidades|competencias|conocimientos|aptitudes|competenze|umiejętności|kompetencje|vaardigheden|competenties)/u,
  ],
  ['awards', /^(?:auszeichnungen|prix(?:\s|$)|premios|premi(?:\s|$)|nagrody|prijzen|onderscheidingen)/u],
  [
    'publications',
    /^(?:veröffentlichungen|publikationen|publicaciones|pubblicazioni|publikacje|publicaties)/u,
  ],
  ['projects', /^(?:projekte|projets|proyectos|progetti|projekty|projecten)/u],
  [
    'interests',
    /^(?:hobbys|interessen|freizeit|loisirs|centres d.intérêt|intereses|aficiones|interessi|zainteresowania|interesses)/u,
  ],
  ['references', /^(?:referenzen|références|referencias|referenze|referencje|referenties)/u],
  [
    'summary',
    /^(?:(?:kurz)?profil|zusammenfassung|über mich|à propos|perfil|resumen|sobre mí|profilo|sommario|podsumowanie|o mnie|profiel|samenvatting|over mij)$/u,
  ],
  [
    'contact',
    /^(?:kontakt(?:daten)?|persönliche (?:daten|angaben)|coordonnées|datos personales|contacto|dati personali|contatti|dane osobowe|persoonlijke gegevens|contactgegevens)$/u,
  ],
];
